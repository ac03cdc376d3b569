// Every text of the window, by feature, so that a translation has one place to go.

import { activity } from "./texts/activity";
import { app } from "./texts/app";
import { audit } from "./texts/audit";
import { common } from "./texts/common";
import { conflicts } from "./texts/conflicts";
import { cost } from "./texts/cost";
import { failed } from "./texts/failed";
import { firstrun } from "./texts/firstrun";
import { planning } from "./texts/planning";
import { records } from "./texts/records";
import { recovery } from "./texts/recovery";
import { settings } from "./texts/settings";
import { support } from "./texts/support";
import { timeline } from "./texts/timeline";
import { versions } from "./texts/versions";

const english = { app, common, planning, records, timeline, cost, activity, conflicts, failed, firstrun, recovery, audit, settings, support, versions };

/** A catalogue: the same texts in a language. */
export type Texts = Worded<typeof english>;

/** The same shape with any words. */
type Worded<T> = T extends (...args: infer A) => string ? (...args: A) => string : T extends string ? string : { [K in keyof T]: Worded<T[K]> };

/** The texts in the window's language. */
export let texts: Texts = english;

/** Speaks another language; before a screen is loaded, since screens keep their part of the texts. */
export function speak(catalogue: Texts): void {
  texts = catalogue;
}
