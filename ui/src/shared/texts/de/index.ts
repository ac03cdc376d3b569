// The window in German.

import type { Texts } from "../../texts";
import { activity } from "./activity";
import { app } from "./app";
import { audit } from "./audit";
import { common } from "./common";
import { conflicts } from "./conflicts";
import { cost } from "./cost";
import { failed } from "./failed";
import { firstrun } from "./firstrun";
import { planning } from "./planning";
import { records } from "./records";
import { recovery } from "./recovery";
import { settings } from "./settings";
import { support } from "./support";
import { timeline } from "./timeline";
import { versions } from "./versions";

export const german: Texts = { app, common, planning, records, timeline, cost, activity, conflicts, failed, firstrun, recovery, audit, settings, support, versions };
