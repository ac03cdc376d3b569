// Where a person is in the records: the view, the chosen record, the panel. It outlives the screen and the window.

import { useCallback, useMemo, useState } from "react";
import type { Field, RecordQuery } from "../../ipc";
import { remembered, remember } from "../../shared/remember";
import { FIRST_VIEW, queryOf, viewFrom, type View } from "./view";

/** The record and field whose editor is to take the focus; without a field the first one that can be written. */
export type EditTarget = { pfaId: string; field: Field | null };

export type RecordsState = {
  view: View;
  query: RecordQuery;
  setView: (view: View) => void;
  selectedId: string | null;
  select: (pfaId: string) => void;
  panelOpen: boolean;
  setPanelOpen: (open: boolean) => void;
  /** Where the editor is to take the focus. */
  edit: EditTarget | null;
  setEdit: (target: EditTarget | null) => void;
};

const PANEL_BESIDE_PX = 1200;

/** The state of the records of one organization. */
export function useRecordsState(organization: string): RecordsState {
  const key = `records.${organization}`;
  const [view, setShownView] = useState<View>(() => viewFrom(remembered(`${key}.view`)) ?? FIRST_VIEW);
  const [selectedId, setSelectedId] = useState<string | null>(() => textFrom(remembered(`${key}.selected`)));
  const [panelOpen, setOpen] = useState(() => remembered("records.panel") !== false && window.innerWidth >= PANEL_BESIDE_PX);
  const [edit, setEdit] = useState<EditTarget | null>(null);
  const setView = useCallback(
    (next: View) => {
      setShownView(next);
      remember(`${key}.view`, { ...next, search: "" });
    },
    [key],
  );
  const select = useCallback(
    (pfaId: string) => {
      setSelectedId(pfaId);
      remember(`${key}.selected`, pfaId);
    },
    [key],
  );
  const setPanelOpen = useCallback((open: boolean) => {
    setOpen(open);
    remember("records.panel", open);
  }, []);
  const query = useMemo(() => queryOf(view), [view]);
  return { view, query, setView, selectedId, select, panelOpen, setPanelOpen, edit, setEdit };
}

function textFrom(stored: unknown): string | null {
  return typeof stored === "string" ? stored : null;
}
