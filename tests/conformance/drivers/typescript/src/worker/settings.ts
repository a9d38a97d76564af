/** The settings of a worker; what is not given is left at its default. */

import type { JobSettings } from "zeebe-sdk";

import { settingsOf } from "../names.js";

/** The settings as the SDK takes them. */
export function settings(told: object): JobSettings {
  const { backoff, backoff_fails, fetch_all, ...others } = told as {
    readonly backoff?: object;
    readonly backoff_fails?: boolean;
    readonly fetch_all?: boolean;
  };
  return {
    ...settingsOf(others),
    ...(backoff === undefined ? {} : { backoff: settingsOf(backoff) }),
    ...(backoff_fails === true ? { backoff: noPause } : {}),
    ...(fetch_all === true ? { fetch: "all" } : {}),
  };
}

/** The pause is asked of a function of the user, which fails. */
function noPause(): never {
  throw new Error("no pause comes to mind");
}
