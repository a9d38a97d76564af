/** Waiting that an aborted signal ends. */

import { onAbort } from "../abort.js";

/** The longest time of a timer; a longer one would be none. */
export const LONGEST_MS = 2 ** 31 - 1;

/** Waits so many milliseconds; returns early if the signal is aborted. */
export function paused(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return until(ms, signal, () => undefined);
}

/** Waits until `wake` is called, but not longer than this, nor when the signal is aborted. */
export function until(
  ms: number,
  signal: AbortSignal | undefined,
  begin: (wake: () => void) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      forget?.();
      resolve();
    };
    const timer = setTimeout(wake, Math.min(ms, LONGEST_MS));
    let forget: (() => void) | undefined;
    if (signal !== undefined) forget = onAbort(signal, wake);
    begin(wake);
  });
}
