/** What can be waited for. */

import { LONGEST_TIMER_MS } from "./bell.js";

/** Something that happens once. */
export class Switch {
  isOn = false;
  #tellers: (() => void)[] = [];

  /** It happens. Twice is like once. */
  turnOn(): void {
    this.isOn = true;
    const tellers = this.#tellers;
    this.#tellers = [];
    for (const tell of tellers) tell();
  }

  /** Waits until it has happened. */
  async on(): Promise<void> {
    if (!this.isOn) await new Promise<void>((tell) => this.#tellers.push(tell));
  }
}

/** Waits for this, but not longer. */
export async function within(waiting: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((tell) => {
    timer = setTimeout(tell, Math.min(milliseconds, LONGEST_TIMER_MS));
  });
  try {
    await Promise.race([waiting, late]);
  } finally {
    clearTimeout(timer);
  }
}
