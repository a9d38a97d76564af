/** How the SDK names itself to a gateway and to a token server. */

import { VERSION } from "./version.js";

/** The name and the version. */
export const USER_AGENT = `zeebe-sdk-typescript/${VERSION}`;
