/**
 * TLS: what the client trusts, and how it proves who it is.
 *
 * - `settings`: what users give
 * - `pem`: certificates and keys, as texts or as files
 * - `session`: from these to what connections are made with
 */

export type { Tls } from "./settings.js";
