/**
 * A call from its first attempt to its last: deadline, line, retries.
 *
 * - `core`: what the calls of a client share
 * - `plan`: what is known before anything is sent
 * - `course`: the loop over the attempts
 * - `pause`: waiting that an aborted signal ends
 * - `proofs`: what proves who calls, on every attempt
 * - `judge`: what to do after a failed attempt; all rules about retries
 * - `report`: the error at the end
 */

export { Core } from "./core.js";
export { APPLIED, Course, shown } from "./course.js";
export type { Attempt } from "./course.js";
export { Tried } from "./judge.js";
export { paused } from "./pause.js";
export { plan } from "./plan.js";
export type { How, Plan } from "./plan.js";
export { closed, lostReply, report } from "./report.js";
