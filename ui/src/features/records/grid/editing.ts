// The cell that is being edited: what is typed is read, checked and saved, and stays with its message when it cannot be.

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asAppError, readOptions, type Field, type Row, type Value } from "../../../ipc";
import { valueText } from "../../../shared/format";
import { texts } from "../../../shared/texts";
import { cellEditText, readTyped } from "../../../shared/typed";
import { useSaveEdit, type NotSaved } from "../../../shared/view/edits";
import { heldEdits } from "../held";
import { fieldOf, type Column } from "./columns";
import type { Cell } from "./keys";

/** "type" was begun by typing over the cell, so that arrows save and move; in "edit" they move in the text. */
export type EditMode = "type" | "edit";
export type Editing = Cell & { pfaId: string; field: Field; name: string; text: string; mode: EditMode; picker: boolean; message: string | null };
/** Why a cell cannot be written, shown at it. */
export type Refusal = Cell & { message: string };
export type Leave = "down" | "up" | "left" | "right" | "blur";

export type Editor = {
  editing: Editing | null;
  refusal: Refusal | null;
  begin: (cell: Cell, row: Row, column: Column, start: { text?: string; picker?: boolean }) => void;
  /** Saves what was typed, then leaves the cell; stays where it cannot be saved. */
  commit: (text: string, leave: Leave, onLeft: (leave: Leave) => void) => Promise<void>;
  /** Saves a value that was picked. */
  pick: (value: Value, onLeft: (leave: Leave) => void) => Promise<void>;
  cancel: () => void;
  close: () => void;
  /** Says why a cell cannot be written. */
  refuse: (cell: Cell, row: Row, column: Column) => void;
  say: (cell: Cell, message: string) => void;
  hush: () => void;
};

export function useEditing(): Editor {
  const client = useQueryClient();
  const save = useSaveEdit();
  const [editing, setEditing] = useState<(Editing & { current: Row }) | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const t = texts.planning.edit;

  const begin: Editor["begin"] = (cell, row, column, { text, picker = false }) => {
    const field = fieldOf(row, column);
    if (field === null) return;
    const held = heldEdits.of(row.pfaId).typed[field];
    const kept = typeof held === "string" ? held : cellEditText(field, row.values[field] ?? null);
    setRefusal(null);
    setEditing({
      ...cell, pfaId: row.pfaId, field, name: t.cell(column.name, row.pfaId), text: text ?? kept, mode: text === undefined ? "edit" : "type",
      picker, message: text === undefined ? heldMessage(row.pfaId, field) : null, current: row,
    });
  };
  const stay = (text: string, { message, now }: NotSaved, leave: Leave) => {
    if (editing === null) return;
    const { pfaId, field } = editing;
    // What is said to stand there now is seen: saved once more, it is overwritten.
    const current = { ...editing.current, values: { ...editing.current.values, ...now } };
    if (leave !== "blur") return setEditing({ ...editing, current, text, message: `${message} ${keptText(current, field)}`, picker: false });
    heldEdits.reject(pfaId, { [field]: text }, { [field]: current.values[field] ?? null }, [{ rule: 0, fields: [field], message }]);
    setEditing(null);
  };
  const take = async (value: Value, text: string, leave: Leave, onLeft: (leave: Leave) => void) => {
    if (editing === null) return;
    const { pfaId, field, current } = editing;
    const saved = current.values[field] ?? null;
    const problem = value === saved ? null : await save(current, { [field]: value }, t.edit(texts.common.fields[field]));
    if (problem !== null) return stay(text, problem, leave);
    heldEdits.drop(pfaId, [field]);
    setEditing(null);
    onLeft(leave);
  };
  return {
    editing,
    refusal,
    begin,
    async commit(text, leave, onLeft) {
      if (editing === null) return;
      const read = readTyped(editing.field, text);
      if ("problem" in read) return stay(text, { message: read.problem, now: {} }, leave);
      await take(read.value, text, leave, onLeft);
    },
    pick: (value, onLeft) => take(value, editing === null ? "" : cellEditText(editing.field, value), "down", (leave) => onLeft(leave)),
    cancel() {
      if (editing !== null) heldEdits.drop(editing.pfaId, [editing.field]);
      setEditing(null);
    },
    close: () => setEditing(null),
    refuse(cell, row, column) {
      const field = fieldOf(row, column);
      if (column.kind === "status") return setRefusal({ ...cell, message: t.badgeCell });
      if (field === null) return setRefusal({ ...cell, message: t.computed });
      client
        .fetchQuery(readOptions("record_show", { pfaId: row.pfaId }))
        .then((detail) => setRefusal({ ...cell, message: detail.readOnly[field] ?? texts.records.panel.locked }))
        .catch((thrown: unknown) => setRefusal({ ...cell, message: asAppError(thrown).message }));
    },
    say: (cell, message) => setRefusal({ ...cell, message }),
    hush: () => setRefusal(null),
  };
}

/** What stays in the place of a value that is not saved. */
function keptText(row: Row, field: Field): string {
  const t = texts.planning.edit;
  const kept = valueText(field, row.values[field] ?? null);
  return row.changed.includes(field) ? t.draftKeeps(kept) : t.keeps(kept);
}

function heldMessage(pfaId: string, field: Field): string | null {
  const held = heldEdits.of(pfaId);
  const typed = held.typed[field];
  if (typed === undefined) return null;
  const read = readTyped(field, typed);
  if ("problem" in read) return read.problem;
  return held.refusals.find((one) => one.fields.includes(field))?.message ?? null;
}
