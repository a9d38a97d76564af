/**
 * The work of a program that handles jobs.
 *
 * The time runs from the start of one handler to the start of a later one, so that connecting and the
 * last jobs do not count.
 */

import { parseArgs } from "node:util";

import { Meter } from "./sample.js";

/** The type of the jobs. */
export const TYPE = "approve";

/** What the program is told. */
export function told() {
  const { values } = parseArgs({
    options: {
      address: { type: "string" },
      jobs: { type: "string", default: "20000" },
      "warm-up": { type: "string", default: "2000" },
      active: { type: "string", default: "32" },
      tuned: { type: "boolean", default: false },
    },
  });
  const { address, tuned } = values;
  const [jobs, warmUp] = [Number(values.jobs), Number(values["warm-up"])];
  return { address, tuned, jobs, warmUp, active: Number(values.active) };
}

/** The handler of every program, which also measures: it gives what a job is completed with. */
export function handler({ jobs, warmUp }) {
  let meter = new Meter();
  let handled = 0;
  return (order) => {
    handled += 1;
    if (handled === warmUp) meter = new Meter();
    if (handled === warmUp + jobs) {
      meter.tell(jobs);
      // The server ends before the client, so what is said about that says nothing.
      console.log = console.warn = console.error = () => undefined;
      process.on("uncaughtException", () => process.exit(0));
    }
    return { order: order.id, approved: order.total < 1_000 && order.items.length > 0 };
  };
}
