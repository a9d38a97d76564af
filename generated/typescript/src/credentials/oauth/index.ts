/**
 * Tokens of an OAuth server, by client id and secret.
 *
 * - `client`: what users give
 * - `request`: what a token is asked for with
 * - `keeper`: one token for all calls, fetched once and in time
 * - `pace`: when a token is renewed, and how long a failing server is left alone
 * - `exchange`: one request to the server
 * - `answer`: what the server says
 * - `cache`: a file that keeps tokens between runs of a program
 */

export { Cache } from "./cache.js";
export { OAuth } from "./client.js";
export { Exchange } from "./exchange.js";
export { TokenKeeper } from "./keeper.js";
export { identityOf } from "./request.js";
export type { TokenRequest, TokenServer } from "./request.js";
