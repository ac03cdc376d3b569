// The twin's failed writes: set aside with their tries, retried or discarded by a person.

import type { AttemptView, Change, FailedItem, Field, Values } from "../bindings";
import { changed, recordOf, refuse, setStatus, valueOf, type Handlers, type TwinState } from "./state";
import { runSync } from "./sync";
import { giveUp } from "./versions";

type Cause = FailedItem["cause"];

/** Sets a record's change aside as failed, with tries at the seconds given. */
export function failRecord(state: TwinState, pfaId: string, mine: Values, cause: Cause, more: Partial<FailedItem> = {}): void {
  const record = recordOf(state, pfaId);
  const fields = Object.keys(mine) as Field[];
  const base = Object.fromEntries(fields.map((field) => [field, valueOf(record.mirror, field)])) as Values;
  record.draft = { changes: mine, base, baseVersion: record.version, revision: 1, changedAt: state.now(), reason: null };
  const changes: Change[] = fields.map((field) => ({ field, base: valueOf(base, field), mine: valueOf(mine, field) }));
  const text = (field: Field) => (typeof record.mirror[field] === "string" ? String(record.mirror[field]) : null);
  const words = WORDS[cause];
  const attempts = words.canRetry ? attemptsFrom(state, words.outcomes, 102) : attemptsFrom(state, words.outcomes.slice(0, 1), 170);
  state.failed.set(pfaId, {
    pfaId, description: text("description"), manufacturer: text("manufacturer"), model: text("model"), areaSilo: text("areaSilo"), cause,
    reason: words.reason, whoActs: words.whoActs, advice: words.advice, attempts, outcomeKnown: words.outcomeKnown, canRetry: words.canRetry, changes,
    pemsVersion: record.version, since: attempts.at(-1)?.at ?? state.now(), requestId: words.outcomeKnown ? null : "7f3a-91c2-04be", ...more,
  });
  setStatus(state, record, "failed", words.reason);
}

export const handlers: Handlers = {
  failed_list: (state) => [...state.failed.values()],
  failed_show(state, { pfaId }) {
    const failed = state.failed.get(pfaId);
    if (!failed) throw refuse("not_found", `There is no failed change of ${pfaId}.`, { recordId: pfaId });
    const changes = Object.fromEntries(failed.changes.map((change) => [change.field, change.mine]));
    const body = { pfaId, organization: "RIO", version: failed.pemsVersion, changes, modifiedBy: "maria.ortiz" };
    return { payload: JSON.stringify(body, null, 2), idempotencyKey: "6f1c2b7e-3d55-4c0e-9a31-8d0f2b64c9aa" };
  },
  failed_retry(state, { pfaIds }) {
    const chosen = pfaIds ?? [...state.failed.values()].filter((one) => one.canRetry).map((one) => one.pfaId);
    for (const pfaId of chosen) {
      if (!state.failed.delete(pfaId)) throw refuse("not_found", `The change of ${pfaId} is not among the failed ones.`, { recordId: pfaId });
      setStatus(state, recordOf(state, pfaId), "queued");
    }
    runSync(state, "retry");
    return changed(["records", "status", "failed", "runs"], chosen);
  },
  draft_discard(state, { pfaId, reason }) {
    const record = recordOf(state, pfaId);
    if (state.failed.has(pfaId) && (reason ?? "").trim() === "") throw refuse("invalid", "A reason is needed.", { recordId: pfaId });
    if (record.draft !== null) record.draft.reason = reason ?? record.draft.reason;
    giveUp(state, record);
    state.failed.delete(pfaId);
    record.conflictId = null;
    setStatus(state, record, "synced");
    return changed(["records", "status", "failed", "conflicts"], [pfaId]);
  },
};

/** Four failed changes, one of each kind that asks for something else. */
export function seedFailed(state: TwinState): void {
  const free = [...state.records.values()].filter(
    (one) => one.status === "synced" && one.mirror.isActualized === false && one.mirror.isDiscontinued === false && one.mirror.source === "Rental",
  );
  const at = (index: number) => free[index]?.pfaId;
  const [server, silent, refused, forbidden] = [at(3), at(5), at(11), at(17)];
  if (server) failRecord(state, server, { forecastEnd: "2027-09-10", monthlyRate: "3450.00" }, "server");
  if (silent) failRecord(state, silent, { forecastEnd: "2027-11-26" }, "no_answer");
  if (refused) failRecord(state, refused, { contract: "C-2217-04" }, "refused");
  if (forbidden) failRecord(state, forbidden, { actualStart: "2026-06-02" }, "forbidden");
}

type Words = Pick<FailedItem, "reason" | "whoActs" | "advice" | "outcomeKnown" | "canRetry"> & { outcomes: string[] };

const SAME_KEY = "Retry is safe: it carries the same key, so PEMS applies it once at most.";
const WORDS: Record<Cause, Words> = {
  server: {
    reason: "PEMS had an internal error each time.", whoActs: "pems_support", outcomeKnown: false, canRetry: true,
    advice: `${SAME_KEY} If it fails again, give PEMS support the request number.`,
    outcomes: ["500", "500 Internal error", "503 Unavailable", "500"],
  },
  no_answer: {
    reason: "PEMS did not answer. The change may have arrived or not.", whoActs: "you", outcomeKnown: false, canRetry: true, advice: SAME_KEY,
    outcomes: ["no answer", "no answer", "no answer", "no answer"],
  },
  rate_limited: {
    reason: "PEMS asked to slow down each time.", whoActs: "you", outcomeKnown: true, canRetry: true, advice: "Retry in a few minutes.",
    outcomes: ["429", "429", "429", "429"],
  },
  not_pems: {
    reason: "Something else answered in place of PEMS.", whoActs: "you", outcomeKnown: true, canRetry: true, advice: "Check the network, then retry.",
    outcomes: ["not PEMS", "not PEMS", "not PEMS", "not PEMS"],
  },
  refused: {
    reason: "PEMS refused it: contract C-2217-04 is closed.", whoActs: "you", outcomeKnown: true, canRetry: false,
    advice: "Choose another contract, then send it again.", outcomes: ["400 Refused"],
  },
  rule: {
    reason: "PEMS refused it: it breaks a business rule.", whoActs: "you", outcomeKnown: true, canRetry: false,
    advice: "Correct the value, then send it again.", outcomes: ["400 Business rule"],
  },
  forbidden: {
    reason: "You may not edit actual dates in RIO.", whoActs: "pems_administrator", outcomeKnown: true, canRetry: false,
    advice: "A PEMS administrator can grant editActuals. After that, sign in again and retry.", outcomes: ["403 Forbidden"],
  },
  gone: {
    reason: "The record is gone from PEMS.", whoActs: "you", outcomeKnown: true, canRetry: false,
    advice: "Your values stay visible here until you discard them.", outcomes: ["404 Not found"],
  },
};

function attemptsFrom(state: TwinState, outcomes: string[], minutesAgo: number): AttemptView[] {
  const start = Date.parse(state.now()) - minutesAgo * 60_000;
  const seconds = [0, 6, 17, 38];
  const took = [820, 910, 180, 790];
  return outcomes.map((outcome, index) => ({
    number: index + 1, at: new Date(start + (seconds[index] ?? 0) * 1000).toISOString(), outcome, tookMs: took[index] ?? 800,
  }));
}
