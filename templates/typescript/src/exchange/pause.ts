/** Waiting that an aborted signal ends. */

import { onAbort } from "../abort.js";

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
    const timer = setTimeout(wake, ms);
    let forget: (() => void) | undefined;
    if (signal !== undefined) forget = onAbort(signal, wake);
    begin(wake);
  });
}
