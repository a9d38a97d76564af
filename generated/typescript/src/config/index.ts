/**
 * The settings of a client: where they come from, and what they become.
 *
 * - `settings`: what code gives
 * - `table`: the settings that the environment can give, as data; `setting` is a row of it
 * - `environment`: the variables that are set
 * - `read`: how a value is read and shown
 * - `resolver`: code before environment before default
 * - `address`, `connection`, `credentials`: what belongs together among the settings
 * - `resolved`: what a client is made with; `authenticator` is what proves who calls
 * - `entry`: what became of a setting, for people
 * - `config`: the settings of a client, as users hold and print them
 */

export { Config } from "./config.js";
export { ConfigEntry } from "./entry.js";
export type { Source } from "./entry.js";
export type { Resolved } from "./resolved.js";
export type { Settings } from "./settings.js";
