/** What to do after a failed attempt. */

import { Status } from "../contract/status.js";
import { pauseAfter } from "../limiter/policy.js";
import { fullJitter } from "../retry/backoff.js";
import { RetryMode } from "../retry/policy.js";
import type { Failure } from "../transport/index.js";
import type { Core } from "./core.js";
import type { Plan } from "./plan.js";

/** What has been tried. */
export class Tried {
  /** How often the call was sent. */
  attempts = 0;
  /** How often it failed for another reason than load. */
  failures = 0;
  /** How often the gateway pushed it back. */
  pushbacks = 0;
  /** Whether an attempt before the last one may have been executed. */
  maybeExecuted = false;
  /** Whether it was sent once more with other credentials. */
  provedAgain = false;
}

/**
 * What to do after a failed attempt.
 *
 * - `final`: report the failure
 * - `applied`: the call has worked before: an earlier attempt did it
 * - `pushedBack`: the gateway has too much to do: wait in line, ahead of the others
 * - `proveAgain`: send it once more, with other credentials
 * - `again`: send it again
 */
export type Verdict =
  | { readonly kind: "final" | "applied" | "proveAgain" }
  | { readonly kind: "pushedBack" | "again"; readonly pauseMs: number };

const FINAL: Verdict = { kind: "final" };
const APPLIED: Verdict = { kind: "applied" };
const PROVE_AGAIN: Verdict = { kind: "proveAgain" };

/**
 * Decides about a failed attempt, which `tried` already counts.
 *
 * `remainingMs` is what is left of the time, `Infinity` if there is no limit.
 */
export function judge(
  core: Core,
  plan: Plan,
  tried: Tried,
  failure: Failure,
  remainingMs: number,
): Verdict {
  if (
    tried.maybeExecuted &&
    failure.origin === "gateway" &&
    plan.policy.alreadyApplied.includes(failure.status)
  ) {
    return APPLIED;
  }
  const again = plan.mode !== RetryMode.NEVER && failure.pushbackMs !== Infinity;
  if (isBackpressure(plan, failure)) {
    const rules = core.settings.backpressurePolicy;
    const pauseMs = failure.pushbackMs ?? pauseAfter(rules, tried.pushbacks + 1, core.random);
    return again ? { kind: "pushedBack", pauseMs } : FINAL;
  }
  if (again && asksForOtherCredentials(core, tried, failure)) return PROVE_AGAIN;
  if (!isRepeatable(plan, failure)) return FINAL;
  return repeated(core, plan, tried, failure, again ? remainingMs : 0);
}

function repeated(
  core: Core,
  plan: Plan,
  tried: Tried,
  failure: Failure,
  remainingMs: number,
): Verdict {
  const rules = core.settings.retryPolicy;
  // A failure costs a token also where it is the last.
  const affordable = failure.repeat === "notTaken" || core.budget.failed();
  const few = affordable && tried.failures < rules.maxAttempts;
  if (!few && plan.insistentMs === undefined) return FINAL;
  const pauseMs = failure.pushbackMs ?? fullJitter(rules, tried.failures, core.random);
  // No attempt is worth it that would begin after the deadline.
  return remainingMs <= pauseMs ? FINAL : { kind: "again", pauseMs };
}

/**
 * Whether the gateway did not accept credentials of which there can be others.
 *
 * It has not looked at the call then, so it is sent again whatever it does; once.
 */
function asksForOtherCredentials(core: Core, tried: Tried, failure: Failure): boolean {
  return (
    failure.status === Status.UNAUTHENTICATED &&
    failure.repeat === "byStatus" &&
    !tried.provedAgain &&
    core.settings.authenticator?.canRenew === true
  );
}

/** Whether the gateway did not execute the call because it has too much to do. */
export function isBackpressure(plan: Plan, failure: Failure): boolean {
  return (
    failure.origin === "gateway" &&
    failure.status === Status.RESOURCE_EXHAUSTED &&
    plan.statuses.includes(Status.RESOURCE_EXHAUSTED) &&
    !isTooLarge(plan, failure)
  );
}

/**
 * Whether the message is larger than somebody takes.
 *
 * A gateway under load does not refuse an exempt call, so there it can mean nothing else.
 */
export function isTooLarge(plan: Plan, failure: Failure): boolean {
  const exempt =
    plan.policy.backpressureExempt &&
    failure.origin === "gateway" &&
    failure.status === Status.RESOURCE_EXHAUSTED;
  return exempt || failure.saysTooLarge;
}

/** Whether the same call, sent again, may succeed and does no harm. */
export function isRepeatable(plan: Plan, failure: Failure): boolean {
  const { origin, status, repeat } = failure;
  if (repeat === "later" || repeat === "never" || isTooLarge(plan, failure)) return false;
  if (origin === "caller") return false;
  if (origin === "connection") {
    // Before sending, these may be another one next time.
    const passing = status === Status.UNAVAILABLE || status === Status.CANCELLED;
    if (!failure.maybeExecuted && passing) return plan.policy.callClass !== "workerLoop";
    // Only a gateway says with this status that it has too much to do.
    if (status === Status.RESOURCE_EXHAUSTED) return false;
  }
  return plan.statuses.includes(status);
}
