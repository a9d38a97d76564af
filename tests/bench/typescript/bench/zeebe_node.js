/** The client of zeebe-node. */

import { ZBClient } from "zeebe-node";

import { target } from "./address.js";

/** A client that prints nothing; what is not in `settings` is left at its default. */
export function client(address, settings) {
  return new ZBClient(target(address), { useTLS: false, loglevel: "NONE", ...settings });
}
