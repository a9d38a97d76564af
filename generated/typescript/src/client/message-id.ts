/** Message IDs that the SDK makes up. */

import { randomUUID } from "node:crypto";

/**
 * An ID for a message, a random UUID, so that it is published once however often it is sent.
 *
 * The gateway remembers an ID as long as the message lives, so this takes a `timeToLive` above
 * zero; without one the ID protects nothing, and the SDK treats the call like one without an ID.
 * With one, it repeats the call after a failure with an unknown outcome, too.
 *
 * @example
 * ```ts
 * await client.publishMessage({
 *   name: "paid",
 *   correlationKey: "order-42",
 *   timeToLive: { minutes: 1 },
 *   messageId: generatedMessageId(),
 * });
 * ```
 */
export function generatedMessageId(): string {
  return randomUUID();
}
