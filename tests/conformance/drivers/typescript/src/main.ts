/**
 * Makes the calls that it is told: one JSON object a line on standard input, one a line on standard
 * output, correlated by `id`. It ends with its input.
 *
 * `session` does what a line says and remembers clients, streams and workers; `clients` makes the
 * configuration of a client from its settings. `arguments`, `plain` and `variables` turn JSON into
 * what the SDK takes, `replies` and `errors` turn what it gives back into JSON. `worker` has handlers
 * that do as they are told. `gateway` and `messages` are printed from the API.
 */

import { Session } from "./session.js";

const LINE_FEED = 0x0a;

/** Prints an answer; pipes are written to at once. */
function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

const session = new Session(answer);
// Not `readline`, for which more than a line feed ends a line.
let begun: Buffer[] = [];
process.stdin.on("data", (chunk: Buffer) => {
  let from = 0;
  for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
    begun.push(chunk.subarray(from, end));
    const line = Buffer.concat(begun).toString();
    begun = [];
    from = end + 1;
    session.handle(line);
  }
  begun.push(chunk.subarray(from));
});
// Whoever closed the input waits for nothing that is still under way.
process.stdin.on("end", () => process.exit(0));
