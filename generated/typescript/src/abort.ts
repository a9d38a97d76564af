/** What happens when a signal is aborted. */

/** What is to be done when one signal is aborted. */
class Watch {
  readonly #signal: AbortSignal;
  readonly #acts = new Set<() => void>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", this);
  }

  add(act: () => void): void {
    this.#acts.add(act);
  }

  remove(act: () => void): void {
    this.#acts.delete(act);
    if (this.#acts.size === 0) this.#end();
  }

  handleEvent(): void {
    this.#end();
    for (const act of this.#acts) act();
  }

  #end(): void {
    this.#signal.removeEventListener("abort", this);
    if (watches.get(this.#signal) === this) watches.delete(this.#signal);
  }
}

const watches = new WeakMap<AbortSignal, Watch>();

/**
 * Does something once a signal is aborted, at once if it is; returns what takes that back.
 *
 * However many calls share a signal, it has one listener: the runtime takes more for a leak. It
 * has none when no call is left, so that a signal can be forgotten.
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) {
    act();
    return () => undefined;
  }
  let watch = watches.get(signal);
  if (watch === undefined) {
    watch = new Watch(signal);
    watches.set(signal, watch);
  }
  const own = watch;
  own.add(act);
  return () => {
    own.remove(act);
  };
}
