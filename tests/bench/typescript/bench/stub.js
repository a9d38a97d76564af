/** The bare stub: what grpc-js and Protobuf-ES give without what an SDK adds. */

import { fromBinary, toBinary } from "@bufbuild/protobuf";
import grpc from "@grpc/grpc-js";

import { target } from "./address.js";

/** A client without retries, as ours has none of grpc-js. */
export function connect(address) {
  const options = { "grpc.enable_retries": 0 };
  return new grpc.Client(target(address), grpc.credentials.createInsecure(), options);
}

/** The parts of a method, as the generator of a stub writes them. */
function method({ parent, name, input, output }) {
  return {
    path: `/${parent.typeName}/${name}`,
    serialize: (message) => Buffer.from(toBinary(input, message)),
    deserialize: (bytes) => fromBinary(output, bytes),
  };
}

/** A method with one reply. */
export function unary(client, described) {
  const { path, serialize, deserialize } = method(described);
  const metadata = new grpc.Metadata();
  return (message) =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, serialize, deserialize, message, metadata, (error, reply) => {
        if (error) reject(error);
        else resolve(reply);
      });
    });
}

/** A method with a stream of replies. */
export function stream(client, described) {
  const { path, serialize, deserialize } = method(described);
  return (message) => client.makeServerStreamRequest(path, serialize, deserialize, message);
}
