/** Where a worker writes what people should read. */

import { log } from "../log.js";

/** Takes what a worker has to say; `console` is one, and so are the loggers of most libraries. */
export interface Logger {
  /** Detail for those who look for a problem. */
  debug(message: string): void;
  /** What happens in the life of a worker. */
  info(message: string): void;
  /** What went wrong and is tried again, or failed a job; with what was thrown, if it was. */
  warn(message: string, thrown?: unknown): void;
  /** What the worker cannot put right. */
  error(message: string, thrown?: unknown): void;
}

/** Warnings and errors go to the console, the rest where `NODE_DEBUG=zeebe-sdk` has it. */
export const CONSOLE: Logger = {
  debug: (message) => {
    log("%s", message);
  },
  info: (message) => {
    log("%s", message);
  },
  warn: (message, ...thrown) => {
    // eslint-disable-next-line no-console -- where nothing else is set, nobody else would tell
    console.warn(message, ...thrown);
  },
  error: (message, ...thrown) => {
    // eslint-disable-next-line no-console -- as above
    console.error(message, ...thrown);
  },
};
