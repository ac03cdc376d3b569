// What the shell does for the planning screens, and the keys that work everywhere.

import { useEffect, useMemo, useRef, useState } from "react";
import { asAppError, call, type TableFormat } from "../ipc";
import { count } from "../shared/format";
import { texts } from "../shared/texts";
import { toast } from "../shared/Toast";
import { chosenIds, type Planning } from "../shared/view/planning";
import { exportedColumns } from "../shared/view/spec";
import type { Tools } from "../shared/view/tools";
import type { Overlay } from "./Overlays";

export type Shell = { tools: Tools; overlay: Overlay; setOverlay: (overlay: Overlay) => void };

export function useTools(planning: Planning): Shell {
  const [overlay, setOverlay] = useState<Overlay>(null);
  const latest = useRef(planning);
  useEffect(() => {
    latest.current = planning;
  });
  const tools = useMemo<Tools>(
    () => ({
      bulk: () => {
        const ids = chosenIds(latest.current);
        if (ids.length === 0) toast({ kind: "info", title: texts.planning.totals.none });
        else setOverlay({ kind: "bulk", ids });
      },
      import: () => setOverlay({ kind: "import" }),
      export: (format) => void exported(latest.current, format),
      beginWhatIf: () => setOverlay({ kind: "what_if" }),
    }),
    [],
  );
  return { tools, overlay, setOverlay };
}

/** Ctrl+K, Ctrl+Shift+N, F1 and, outside a text and the grid, the question mark; F6 goes round the parts of the window. */
export function useShellKeys(setOverlay: (overlay: Overlay) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const asked = overlayOf(event);
      if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === "n") openWindow();
      else if (event.key === "F6") nextRegion(event.shiftKey ? -1 : 1);
      else if (asked !== null) setOverlay(asked);
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [setOverlay]);
}

/** Opens a further window on the same records. */
export function openWindow(): void {
  void call("window_open", {}).catch((thrown: unknown) => toast({ kind: "error", title: texts.planning.palette.noWindow, detail: asAppError(thrown).message }));
}

function overlayOf(event: KeyboardEvent): Overlay {
  const ctrl = event.ctrlKey || event.metaKey;
  if (ctrl && event.key.toLowerCase() === "k") return { kind: "palette" };
  if (event.key === "F1") return { kind: "shortcuts" };
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [role=grid], [role=treegrid]") !== null;
  return event.key === "?" && !typing && !event.defaultPrevented ? { kind: "shortcuts" } : null;
}

const REGIONS = ".rail, .topbar, .viewbar, [role=grid], [role=treegrid], .inspector, .totals";
const REACHED = "[tabindex='0'], button:not([disabled]):not([tabindex='-1']), input:not([tabindex='-1'])";

function nextRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>(REGIONS)].filter((region) => region.querySelector(REACHED) !== null);
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(here + by + regions.length) % regions.length];
  next?.querySelector<HTMLElement>(REACHED)?.focus();
}

async function exported(planning: Planning, format: TableFormat): Promise<void> {
  const t = texts.planning.transfer;
  try {
    const columns = exportedColumns(planning.spec);
    const { path, records } = await call("view_export", { query: planning.query, columns, format });
    toast({ kind: "success", title: t.exported(records, count(records)), detail: path });
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code !== "cancelled") toast({ kind: "error", title: t.failed, detail: error.message });
  }
}
