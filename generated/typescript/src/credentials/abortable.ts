/** Waiting that ends when a signal is aborted, while what is waited for goes on. */

import { onAbort } from "../abort.js";

/** What the promise gives, or a rejection with the signal's reason, whatever comes first. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => {
      // What a signal is aborted with is for the caller to choose.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    });
    void promise.then(resolve, reject).finally(forget);
  });
}

/** Waits so many milliseconds; rejects with the signal's reason when that is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await abortable(passed, signal);
  } finally {
    clearTimeout(timer);
  }
}
