/**
 * When a failed call is sent again: the settings, and the parts that decide.
 *
 * The loop itself is in `exchange`; what an RPC allows is in its `RpcPolicy`. Calls that an
 * overloaded gateway pushed back are the business of `limiter`.
 *
 * - `policy`: the settings
 * - `backoff`: pauses, chosen at random
 * - `budget`: what keeps an outage from being multiplied
 */

export { fullJitter } from "./backoff.js";
export { RetryMode, retryRules } from "./policy.js";
export type { RetryBudget, RetryPolicy, RetryRules } from "./policy.js";
