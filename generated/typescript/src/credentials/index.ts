/**
 * What proves to the gateway who calls.
 *
 * - `schemes`: what a user chooses from; `scheme` is what they have in common
 * - `supplier`: credentials that the user's own code supplies
 * - `authenticator`: what is attached to a call, and what happens when it is not accepted
 * - `oauth`: tokens of an OAuth server
 * - `abortable`: waiting that ends when a call gives up
 * - `secret`: texts that are never shown
 */

export type { Occasion } from "./authenticator.js";
export { OAuth } from "./oauth/client.js";
export type { OAuthOptions } from "./oauth/client.js";
export { Basic, Bearer, Supplier } from "./schemes.js";
export type { BasicOptions, Credentials, Supplied, Supply } from "./schemes.js";
