/** The work of a program that makes calls: so many of them, so many at once. */

import { parseArgs } from "node:util";

import { Meter } from "./sample.js";

/** The process that every call starts. */
export const PROCESS = "order";

/** Calls under way at once. */
const IN_FLIGHT = 64;

/** What the program is told. */
export function told() {
  const { values } = parseArgs({
    options: {
      address: { type: "string" },
      calls: { type: "string", default: "20000" },
      "warm-up": { type: "string", default: "1000" },
      tuned: { type: "boolean", default: false },
    },
  });
  const { address, tuned } = values;
  return { address, tuned, calls: Number(values.calls), warmUp: Number(values["warm-up"]) };
}

/** Makes the measured calls after some others, and ends the program. */
export async function measure(create, { calls, warmUp }) {
  await make(create, warmUp);
  const meter = new Meter();
  await make(create, calls);
  meter.tell(calls);
  // Not every client lets its program end.
  process.exit(0);
}

/** Makes so many calls. */
async function make(create, calls) {
  let made = 0;
  const caller = async () => {
    while (made < calls) check(await create((made += 1)));
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
}

/** A call that brought no key has not done its work. */
function check(key) {
  if (!(BigInt(key) > 0n)) throw new Error("the server answered without a key");
}
