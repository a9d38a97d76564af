/** When a token is renewed, and how long a failing server is left alone. All in milliseconds. */

/** Tokens that do not say how long they last. */
const UNSAID = 300_000;

/**
 * A token that expires at once is good for the calls that wait for it, and keeps the server from
 * being asked by every single call.
 */
const SHORTEST = 1_000;

/** What servers say beyond this is not believed. */
const LONGEST = 24 * 3_600_000;

/** How long before its end a token is renewed, at most. */
const AHEAD = 30_000;

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/** How long a token is used, by what the server says. */
export function lifetime(said: number | undefined): number {
  if (said === undefined || Number.isNaN(said)) return UNSAID;
  return Math.min(Math.max(said, SHORTEST), LONGEST);
}

/** How long after it was asked for a token is renewed. */
export function renewal(lasts: number): number {
  return lasts - Math.min(AHEAD, lasts / 10);
}

/**
 * How long a server that has failed so often in a row is left alone.
 *
 * Up to 100 ms at first, twice as long after each failure, up to 5 s, and never less than half of
 * that.
 */
export function pauseAfter(failures: number): number {
  const doublings = Math.min(Math.max(failures - 1, 0), 16);
  const bound = Math.min(FIRST_PAUSE * 2 ** doublings, LONGEST_PAUSE);
  return (bound / 2) * (1 + Math.random());
}
