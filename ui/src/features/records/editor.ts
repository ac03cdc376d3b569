// The editor of one record: reads what is typed, checks the rules while it is typed, and saves what holds.

import { useEffect, useState } from "react";
import { asAppError, call, type Cost, type Field, type RecordDetail, type Row, type Value, type Values, type Violation } from "../../ipc";
import { formEditText, readTyped } from "../../shared/typed";
import { heldEdits, useHeld, type Held, type Typed } from "./held";
import { useSaveDraft } from "./saving";

const CHECK_AFTER_MS = 150;

export type Editor = {
  /** What stands in a field's control. */
  textOf: (field: Field) => string;
  /** A field's value as typed where it can be read, else as saved. */
  valueOf: (field: Field) => Value;
  /** Why a field's value is not saved, in a sentence. */
  errorOf: (field: Field) => string | null;
  type: (field: Field, text: string) => void;
  /** Types and saves at once, for controls where there is nothing to finish. */
  choose: (field: Field, value: string | boolean) => void;
  /** Saves a field, as on leaving it or on Enter. */
  commit: (field: Field) => void;
  putBack: (field: Field) => void;
  /** The cost of what is typed. */
  cost: Cost;
};

type Checked = { key: string; violations: Violation[]; cost: Cost };

export function useEditor(detail: RecordDetail, row: Row): Editor {
  const pfaId = row.pfaId;
  const held = useHeld(pfaId);
  const save = useSaveDraft();
  const changes = changesOf(held.typed, row);
  const key = JSON.stringify(changes);
  const checked = useChecked(pfaId, changes, key);
  const fresh = checked?.key === key ? checked : null;
  const violations = [...(checked?.violations ?? []), ...held.refusals];

  async function send(sent: Values) {
    const fields = Object.keys(sent) as Field[];
    const typed = Object.fromEntries(fields.map((field) => [field, heldEdits.of(pfaId).typed[field] ?? String(sent[field] ?? "")])) as Typed;
    const seen = seenIn(fields);
    heldEdits.drop(pfaId, fields);
    const error = await save({ detail, row, changes: sent, seen, cost: fresh?.cost ?? null });
    if (error === null) return;
    const refusals = error.violations.length > 0 ? error.violations : [refusalOf(error.message, error.fields, fields)];
    // Whoever is told that a field changed meanwhile sees its value now, and may save over it.
    heldEdits.reject(pfaId, typed, error.code === "stale" ? {} : seen, refusals);
  }

  const keepRejected = (field: Field) => heldEdits.reject(pfaId, pick(heldEdits.of(pfaId).typed, field), {});

  /** What stood in these fields when one began to change them. */
  function seenIn(fields: Field[]): Values {
    const { seen } = heldEdits.of(pfaId);
    return Object.fromEntries(fields.map((field) => [field, (field in seen ? seen[field] : row.values[field]) ?? null])) as Values;
  }

  /** What is already rejected may hold together with this field, or this field without it. */
  async function sendWhatHolds(field: Field, value: Value, all: Values) {
    for (const attempt of [all, { [field]: value }]) {
      const { violations: broken } = await check(pfaId, attempt);
      if (blocking(broken, attempt).length === 0) return send(attempt);
    }
    keepRejected(field);
  }

  function commit(field: Field) {
    const now = heldEdits.of(pfaId);
    const typed = now.typed[field];
    if (typed === undefined) return;
    const read = readTyped(field, typed);
    if ("problem" in read) return keepRejected(field);
    if (read.value === (row.values[field] ?? null)) return heldEdits.drop(pfaId, [field]);
    const all = changesOf(now.typed, row);
    if (field === "source" && asksForPrice(all, row)) return keepRejected(field);
    const broken = fresh !== null && JSON.stringify(all) === key ? blocking(fresh.violations, all) : [];
    const alone = Object.keys(all).length === 1;
    if (broken.length > 0 && alone) return keepRejected(field);
    if (broken.length > 0 || now.rejected.some((other) => other !== field)) return void sendWhatHolds(field, read.value, all);
    return void send(all);
  }

  return {
    textOf: (field) => textOf(field, held.typed[field], row.values[field] ?? null),
    valueOf: (field) => (field in changes ? (changes[field] ?? null) : (row.values[field] ?? null)),
    errorOf: (field) => errorOf(field, held, violations),
    type: (field, text) => heldEdits.type(pfaId, field, text, row.values[field] ?? null),
    choose(field, value) {
      heldEdits.type(pfaId, field, value, row.values[field] ?? null);
      commit(field);
    },
    commit,
    putBack: (field) => heldEdits.drop(pfaId, [field]),
    cost: fresh?.cost ?? row.cost,
  };
}

/** The rules that a set of changes would break, asked while it is typed. */
function useChecked(pfaId: string, changes: Values, key: string): Checked | null {
  const [checked, setChecked] = useState<Checked | null>(null);
  const idle = Object.keys(changes).length === 0;
  useEffect(() => {
    if (idle) return;
    let current = true;
    const timer = setTimeout(() => {
      void check(pfaId, JSON.parse(key) as Values).then((answer) => {
        if (current) setChecked({ key, ...answer });
      });
    }, CHECK_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [pfaId, key, idle]);
  return idle ? null : checked;
}

async function check(pfaId: string, changes: Values): Promise<{ violations: Violation[]; cost: Cost }> {
  try {
    return await call("draft_check", { pfaId, changes });
  } catch (thrown) {
    const error = asAppError(thrown);
    const named = error.violations.length > 0 ? error.violations : [refusalOf(error.message, error.fields, Object.keys(changes) as Field[])];
    return { violations: named, cost: NO_COST };
  }
}

const NO_COST: Cost = { plan: null, forecast: null, actual: null, variance: null };
/** The source decides which of these must be there. */
const PRICES: Field[] = ["monthlyRate", "purchasePrice"];

/** A source whose price is still missing waits for it, so that both are saved as one. */
function asksForPrice(changes: Values, row: Row): boolean {
  const after = { ...row.values, ...changes };
  return ((after.source === "Purchase" ? after.purchasePrice : after.monthlyRate) ?? null) === null;
}

/** Of the broken rules, those that changes have to do with; others were broken before. */
function blocking(violations: Violation[], changes: Values): Violation[] {
  const touched = (field: Field) => field in changes || ("source" in changes && PRICES.includes(field));
  return violations.filter((violation) => violation.fields.length === 0 || violation.fields.some(touched));
}

function refusalOf(message: string, named: Field[], sent: Field[]): Violation {
  return { rule: 3, fields: named.length > 0 ? named : sent, message };
}

/** What can be read of the typed values and differs from what is saved. */
function changesOf(typed: Typed, row: Row): Values {
  const changes: Values = {};
  for (const field of Object.keys(typed) as Field[]) {
    const read = readTyped(field, typed[field] ?? "");
    if ("value" in read && read.value !== (row.values[field] ?? null)) changes[field] = read.value;
  }
  return changes;
}

function textOf(field: Field, typed: string | boolean | undefined, value: Value): string {
  return typeof typed === "string" ? typed : formEditText(field, value);
}

/** Text that cannot be read is called so once it was given to be saved; a broken rule at once. */
function errorOf(field: Field, held: Held, violations: Violation[]): string | null {
  const typed = held.typed[field];
  if (typed !== undefined && held.rejected.includes(field)) {
    const read = readTyped(field, typed);
    if ("problem" in read) return read.problem;
  }
  const touched = Object.keys(held.typed) as Field[];
  return violations.find((violation) => placeOf(violation, touched) === field)?.message ?? null;
}

/** The field under which a broken rule stands: the typed one, else the first. A price rather than the source that asks for it. */
function placeOf(violation: Violation, touched: Field[]): Field | undefined {
  const fields = violation.fields.length > 1 ? violation.fields.filter((field) => field !== "source") : violation.fields;
  const related = fields.some((field) => touched.includes(field)) || (touched.includes("source") && violation.rule === 2);
  return related ? (fields.find((field) => touched.includes(field)) ?? fields[0]) : undefined;
}

function pick(typed: Typed, field: Field): Typed {
  const value = typed[field];
  return value === undefined ? {} : { [field]: value };
}
