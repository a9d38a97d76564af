/**
 * How many calls may be in flight at a gateway that pushes calls back.
 *
 * - `policy`: the settings
 * - `limiter`: the limit, and the line of those who wait
 */

export { Limiter } from "./limiter.js";
export type { Grant, Ticket, Turn } from "./limiter.js";
export { backpressureRules } from "./policy.js";
export type { Backpressure, BackpressurePolicy, BackpressureRules } from "./policy.js";
