// The commands of the palette.

import type { Command } from "../features/palette";
import { texts } from "../shared/texts";
import { groupName } from "../shared/view/chipText";
import type { Journal } from "../shared/view/journal";
import type { Planning } from "../shared/view/planning";
import { GROUPS, withoutFilters, withQuery } from "../shared/view/spec";
import type { Tools } from "../shared/view/tools";
import type { Commit } from "./commit";
import { SCREENS, type Screen } from "./navigation";
import type { Overlay } from "./Overlays";
import { openWindow } from "./tools";
import { zoom } from "./zoom";

export type Able = {
  planning: Planning;
  tools: Tools;
  journal: Journal;
  commit: Commit;
  show: (screen: Screen) => void;
  onOverlay: (overlay: Overlay) => void;
};

export function commandsOf({ planning, tools, journal, commit, show, onOverlay }: Able): Command[] {
  const t = texts.planning;
  const { spec, setSpec, setFolded, panelOpen, setPanelOpen } = planning;
  const groupBy = (groups: typeof spec.query.groups) => {
    setFolded([]);
    setSpec(withQuery(spec, { groups }));
  };
  return [
    ...SCREENS.map((screen) => ({ id: `go-${screen}`, label: t.palette.go(texts.app[screen]), run: () => show(screen) })),
    ...(commit.drafts > 0 ? [{ id: "commit", label: t.palette.sync, run: commit.run }] : []),
    { id: "undo", label: t.undo.undo, keys: ["Ctrl", "Z"], run: journal.undo },
    { id: "redo", label: t.undo.redo, keys: ["Ctrl", "Y"], run: journal.redo },
    { id: "bulk", label: t.palette.bulk, run: tools.bulk },
    ...GROUPS.map((group) => ({ id: `group-${group}`, label: t.palette.group(groupName(group)), run: () => groupBy([group]) })),
    { id: "ungroup", label: t.palette.ungroup, run: () => groupBy([]) },
    { id: "clear", label: t.palette.clearFilters, run: () => setSpec(withoutFilters(spec)) },
    { id: "panel", label: t.palette.panel, run: () => setPanelOpen(!panelOpen) },
    { id: "what-if", label: t.palette.whatIf, run: tools.beginWhatIf },
    { id: "import", label: t.transfer.import, run: tools.import },
    { id: "csv", label: t.transfer.csv, run: () => tools.export("csv") },
    { id: "xlsx", label: t.transfer.xlsx, run: () => tools.export("xlsx") },
    { id: "window", label: t.palette.window, keys: ["Ctrl", "Shift", "N"], run: openWindow },
    { id: "zoom-in", label: t.palette.zoomIn, keys: ["Ctrl", "+"], run: () => zoom(1) },
    { id: "zoom-out", label: t.palette.zoomOut, keys: ["Ctrl", "-"], run: () => zoom(-1) },
    { id: "zoom-actual", label: t.palette.zoomActual, keys: ["Ctrl", "0"], run: () => zoom(0) },
    { id: "shortcuts", label: t.palette.shortcuts, keys: ["F1"], run: () => onOverlay({ kind: "shortcuts" }) },
  ];
}
