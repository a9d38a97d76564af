/** What the loop of a worker waits for: that somebody rings, or a time comes. */

/** The longest that a timer of Node can be set to; it takes longer times for none. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Wakes one who waits. It may ring before, and more than once. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;
  #alarm: NodeJS.Timeout | undefined;
  #alarmAt = Infinity;

  /** Wakes who waits, or who will. */
  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /**
   * Has it ring at this time of `performance.now()`, if any, or before.
   *
   * Who hears it looks at the clock: times that move away, as they do with every job, cost nothing.
   */
  ringAt(time: number): void {
    if (time >= this.#alarmAt) return;
    clearTimeout(this.#alarm);
    this.#alarmAt = time;
    const pause = Math.min(Math.max(Math.ceil(time - performance.now()), 0), LONGEST_TIMER_MS);
    this.#alarm = setTimeout(() => {
      this.silence();
      this.ring();
    }, pause);
  }

  /** Has it not ring by itself any more. */
  silence(): void {
    clearTimeout(this.#alarm);
    this.#alarm = undefined;
    this.#alarmAt = Infinity;
  }

  /** Waits until it rings, unless it has since it was last waited for. */
  async rung(): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}
