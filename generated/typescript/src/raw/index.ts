/**
 * The gateway's messages as Protobuf-ES has them, and the descriptors to make, write and read them.
 *
 * The client needs no such message from you; they are here for what goes beyond it: bytes that were
 * kept, a stub of your own, tests.
 *
 * @packageDocumentation
 */

export * from "./gateway_pb.js";
