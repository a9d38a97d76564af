/** The error at the end of a call. */

import type { RpcPolicy } from "../contract/policy.js";
import { Status } from "../contract/status.js";
import { CallError, ClosedError } from "../errors.js";
import { Failure } from "../transport/index.js";
import { isBackpressure, isRepeatable, isTooLarge } from "./judge.js";
import type { Tried } from "./judge.js";
import type { Plan } from "./plan.js";

const WRONG_KEY =
  "no partition of this cluster has made such a key, unless the gateway has only just started";

/** The error that a failure means for the caller. */
export function report(plan: Plan, tried: Tried, failure: Failure): CallError {
  const reads = plan.policy.callClass === "read";
  return CallError.of({
    policy: plan.policy,
    status: failure.status,
    statusMessage: failure.message,
    metadata: failure.metadata,
    attempts: tried.attempts,
    retryable: isRetryable(plan, failure),
    outcomeUnknown: !reads && (failure.maybeExecuted || tried.maybeExecuted),
    tooLarge: isTooLarge(plan, failure),
    fromGateway: failure.origin === "gateway",
    hint: failure.saysNoSuchPartition ? WRONG_KEY : undefined,
    cause: failure.cause,
    details: failure.details,
  });
}

/** The end of every call of a client that is closed. */
export function closed(policy: RpcPolicy, why: string): ClosedError {
  return new ClosedError({
    policy,
    status: Status.CANCELLED,
    statusMessage: why,
    attempts: 0,
    retryable: false,
    outcomeUnknown: false,
    tooLarge: false,
    fromGateway: false,
  });
}

/** A policy that speaks of success where nothing can stand for the reply. */
export function lostReply(): Failure {
  const message = "an earlier attempt has worked, but its answer is lost";
  return new Failure({ status: Status.UNKNOWN, message, origin: "connection" });
}

const LOOPED = new Set<Status>([
  Status.UNAVAILABLE,
  Status.RESOURCE_EXHAUSTED,
  Status.DEADLINE_EXCEEDED,
  Status.ABORTED,
]);

/** Whether the caller may repeat the call. */
function isRetryable(plan: Plan, failure: Failure): boolean {
  if (failure.repeat === "never") return false;
  if (failure.repeat === "later") return true;
  if (failure.repeat === "byStatus" && failure.pushbackMs === Infinity) return false;
  if (failure.origin === "caller") {
    const late = failure.status === Status.DEADLINE_EXCEEDED;
    return late && (!failure.maybeExecuted || plan.statuses.includes(failure.status));
  }
  if (plan.policy.callClass === "workerLoop") {
    return LOOPED.has(failure.status) && !isTooLarge(plan, failure);
  }
  return isBackpressure(plan, failure) || isRepeatable(plan, failure);
}
