/** The worker of the SDK, which polls, with default settings beside how many jobs are active. */

import { work } from "./bench/sdk.js";

await work();
