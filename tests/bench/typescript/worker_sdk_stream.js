/** The worker of the SDK, which streams as well, with default settings beside the active jobs. */

import { work } from "./bench/sdk.js";

await work({ stream: true });
