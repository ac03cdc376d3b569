// One drag at a time, by mouse or by keys: what is held, how far it went, what that would cost, and saving it as one step.

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { asAppError, call, refresh, type Edit, type LinePreview, type Row } from "../../ipc";
import { count } from "../../shared/format";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import { patchOf, refusalOf } from "../../shared/view/edits";
import { sayDone } from "../../shared/view/journal";
import { pendingEdits } from "../../shared/view/pending";
import { EVERYTHING } from "../../shared/view/spec";
import { draggedEdits, draggedValues, type Grip, type Lane, type May } from "./drag";

/** More records than this are edited through the bulk edit. */
const MOST_DRAGGED = 1_000;
const WINDOW = 500;

export type Held = { row: Row; lane: Lane; grip: Grip; byKeys: boolean };
export type Drag = Held & {
  days: number;
  /** All that go along, the held one among them. */
  rows: Row[];
};

export type Dragging = {
  drag: Drag | null;
  edits: Edit[];
  preview: LinePreview | null;
  begin: (held: Held) => void;
  moveTo: (days: number) => void;
  hold: (grip: Grip) => void;
  cancel: () => void;
  drop: () => void;
};

/** Drags a bar, and with a ticked record all that are ticked. */
export function useDrag(selection: ReadonlySet<string>, may: May): Dragging {
  const client = useQueryClient();
  const [drag, setDrag] = useState<Drag | null>(null);
  const others = useRef<Promise<Row[]>>(Promise.resolve([]));
  const edits = useMemo(() => (drag === null ? NO_EDITS : draggedEdits(drag.rows, drag.grip, drag.days, may)), [drag, may]);
  const preview = usePreview(edits);
  const begin = useCallback(
    (held: Held) => {
      const ids = selection.has(held.row.pfaId) ? [...selection] : [held.row.pfaId];
      if (ids.length > MOST_DRAGGED) {
        toast({ kind: "warn", title: texts.timeline.tooMany(count(MOST_DRAGGED)), detail: texts.timeline.tooManyDetail });
        return;
      }
      setDrag({ ...held, days: 0, rows: [held.row] });
      others.current = ids.length === 1 ? Promise.resolve([held.row]) : rowsOf(ids).catch(() => [held.row]);
      void others.current.then((rows) => setDrag((now) => (now === null || now.row !== held.row ? now : { ...now, rows })));
    },
    [selection],
  );
  const moveTo = useCallback((days: number) => setDrag((now) => (now === null || now.days === days ? now : { ...now, days })), []);
  const hold = useCallback((grip: Grip) => setDrag((now) => (now === null ? now : { ...now, grip, days: 0 })), []);
  const cancel = useCallback(() => setDrag(null), []);
  const drop = useCallback(() => {
    if (drag !== null && drag.days !== 0) void dropped(client, drag, others.current, may);
    setDrag(null);
  }, [client, drag, may]);
  return { drag, edits, preview, begin, moveTo, hold, cancel, drop };
}

const NO_EDITS: Edit[] = [];

async function dropped(client: QueryClient, drag: Drag, others: Promise<Row[]>, may: May): Promise<void> {
  const rows = await others;
  const edits = draggedEdits(rows, drag.grip, drag.days, may);
  if (edits.length === 0) return;
  const takeBack = rows.flatMap((row) => {
    const changes = draggedValues(row, drag.grip, drag.days, may);
    return Object.keys(changes).length === 0 ? [] : [pendingEdits.show(patchOf(row, changes))];
  });
  const t = texts.timeline;
  try {
    const why = refusalOf(await call("edit_check", { edits }));
    if (why !== null && edits.length === 1) return void toast({ kind: "warn", title: t.notSaved, detail: why });
    const changed = await call("edit_save", { edits, label: t.step[drag.grip], reason: null });
    await refresh(client, changed);
    const done = changed.step?.count ?? edits.length;
    const left = changed.step?.leftOutCount ?? 0;
    sayDone(client, changed, texts.planning.edit.saved(done, count(done)), left > 0 ? t.leftOut(left, count(left)) : undefined);
  } catch (thrown) {
    toast({ kind: "error", title: t.notSaved, detail: asAppError(thrown).message });
  } finally {
    takeBack.forEach((take) => take());
  }
}

async function rowsOf(ids: string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let offset = 0; offset < ids.length; offset += WINDOW) {
    const { lines } = await call("line_window", { query: { ...EVERYTHING, only: ids }, offset, limit: WINDOW });
    rows.push(...lines.flatMap((line) => (line.type === "row" ? [line.row] : [])));
  }
  return rows;
}

/** What edits would cost: one question at a time, then the newest of those that came up meanwhile. */
function usePreview(edits: Edit[]): LinePreview | null {
  const [answer, setAnswer] = useState<{ edits: Edit[]; preview: LinePreview } | null>(null);
  const asking = useRef(false);
  const newest = useRef(edits);
  useEffect(() => {
    newest.current = edits;
    if (asking.current || edits.length === 0) return;
    asking.current = true;
    void (async () => {
      for (let asked: Edit[] | null = null; asked !== newest.current && newest.current.length > 0; ) {
        asked = newest.current;
        const preview = await call("line_preview", { edits: asked }).catch(() => null);
        if (preview !== null) setAnswer({ edits: asked, preview });
      }
      asking.current = false;
    })();
  }, [edits]);
  return edits.length === 0 ? null : (answer?.preview ?? null);
}
