/**
 * Variables and other JSON, both ways, without loss.
 *
 * - `encode`: from values to text, the quick way
 * - `write`: the same, slow and exact: bigints, text within values, what JSON cannot hold
 * - `decode`: from text to values, the quick way
 * - `read`: the same, slow and exact: whole numbers of any size
 * - `value`: `Json`, which is text that is read where it is asked for
 */

export { decodeJson } from "./decode.js";
export { anyText, objectText } from "./encode.js";
export type { Variables } from "./encode.js";
export { Json, RawJson } from "./value.js";
