/* For pages on which nobody's telephone is bound any more. */

import { wipe } from "./store.js";

await wipe();
