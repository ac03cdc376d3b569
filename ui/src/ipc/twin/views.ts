// The twin's saved views, where one left off, and what-ifs.

import type { WhatIf } from "../bindings";
import { totalsOf } from "./query";
import { costOf } from "./rules";
import { changed, currentOf, refuse, setStatus, type Handlers, type TwinRecord, type TwinState, type TwinWhatIf } from "./state";

export const handlers: Handlers = {
  view_list: (state) => state.views,
  view_save(state, { view }) {
    if (state.views.some((one) => one.id !== view.id && one.name === view.name)) throw refuse("invalid", `There is a view named ${view.name} already.`);
    state.views = [...state.views.filter((one) => one.id !== view.id), view].sort((a, b) => a.name.localeCompare(b.name));
    return changed(["views"]);
  },
  view_delete(state, { id }) {
    state.views = state.views.filter((one) => one.id !== id);
    return changed(["views"]);
  },
  workspace_state_get: (state) => state.workspace,
  workspace_state_put(state, { json }) {
    state.workspace = json;
    return null;
  },
  what_if_list: (state) => state.whatIfs.map((one) => viewOf(state, one)),
  what_if_begin(state, { name }) {
    for (const one of state.whatIfs) one.active = false;
    state.whatIfs.push({ id: `what-if-${state.nextId()}`, name, createdAt: state.now(), active: true });
    return changed(["records", "status", "whatifs"]);
  },
  what_if_enter(state, { id }) {
    if (id !== null) whatIfOf(state, id);
    for (const one of state.whatIfs) one.active = one.id === id;
    return changed(["records", "status", "whatifs"]);
  },
  what_if_commit(state, { id }) {
    const records = membersOf(state, whatIfOf(state, id).id);
    for (const record of records) if (record.draft) record.draft = { ...record.draft, whatIf: null };
    state.whatIfs = state.whatIfs.filter((one) => one.id !== id);
    return changed(["records", "status", "whatifs"], records.map((record) => record.pfaId));
  },
  what_if_drop(state, { id }) {
    const records = membersOf(state, whatIfOf(state, id).id);
    for (const record of records) {
      record.draft = null;
      setStatus(state, record, "synced");
    }
    state.whatIfs = state.whatIfs.filter((one) => one.id !== id);
    return changed(["records", "status", "whatifs"], records.map((record) => record.pfaId));
  },
};

function whatIfOf(state: TwinState, id: string): TwinWhatIf {
  const found = state.whatIfs.find((one) => one.id === id);
  if (!found) throw refuse("not_found", "This what-if is not there any more.");
  return found;
}

function membersOf(state: TwinState, id: string): TwinRecord[] {
  return [...state.records.values()].filter((record) => record.draft?.whatIf === id);
}

function viewOf(state: TwinState, one: TwinWhatIf): WhatIf {
  const all = [...state.records.values()];
  const without = (record: TwinRecord) => ((record.draft?.whatIf ?? null) === null ? currentOf(record) : record.mirror);
  return {
    ...one,
    records: membersOf(state, one.id).length,
    before: totalsOf(all.map((record) => costOf(without(record)))),
    after: totalsOf(all.map((record) => costOf(record.draft?.whatIf === one.id ? currentOf(record) : without(record)))),
  };
}
