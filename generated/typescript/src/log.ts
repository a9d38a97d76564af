/** What the SDK writes for those who look for a problem: nothing, unless they ask for it. */

import { debuglog } from "node:util";

/** Writes to standard error if the variable `NODE_DEBUG` contains `zeebe-sdk`. */
export const log = debuglog("zeebe-sdk");
