// Every text of the window, by feature, so that a translation has one place to go.

import { activity } from "./texts/activity";
import { app } from "./texts/app";
import { common } from "./texts/common";
import { conflicts } from "./texts/conflicts";
import { failed } from "./texts/failed";
import { firstrun } from "./texts/firstrun";
import { records } from "./texts/records";
import { settings } from "./texts/settings";
import { versions } from "./texts/versions";

export const texts = { app, common, records, activity, conflicts, failed, firstrun, settings, versions };
