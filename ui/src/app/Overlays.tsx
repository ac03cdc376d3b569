// What lies over the planning screens when it is asked for; loaded then, but for what is opened by a key and typed into at once:
// letters that come while it is loaded would go to the grid behind it.

import { lazy, Suspense, type ReactNode } from "react";
import { Palette, Shortcuts, type Command } from "../features/palette";

const BulkEdit = lazy(() => import("../features/bulk").then((one) => ({ default: one.BulkEdit })));
const ImportWizard = lazy(() => import("../features/transfer").then((one) => ({ default: one.ImportWizard })));
const BeginWhatIf = lazy(() => import("../features/whatif").then((one) => ({ default: one.BeginWhatIf })));

export type Overlay = { kind: "bulk"; ids: string[] } | { kind: "import" | "what_if" | "palette" | "shortcuts" } | null;
export type OverlaysProps = {
  overlay: Overlay;
  commands: Command[];
  onRecord: (pfaId: string) => void;
  onFilter: (text: string) => void;
  onClose: () => void;
};

export function Overlays({ overlay, commands, onRecord, onFilter, onClose }: OverlaysProps) {
  return <Suspense fallback={null}>{shown()}</Suspense>;

  function shown(): ReactNode {
    switch (overlay?.kind) {
      case "bulk":
        return <BulkEdit ids={overlay.ids} onClose={onClose} />;
      case "import":
        return <ImportWizard onClose={onClose} />;
      case "what_if":
        return <BeginWhatIf onClose={onClose} />;
      case "palette":
        return <Palette commands={commands} onRecord={onRecord} onFilter={onFilter} onClose={onClose} />;
      case "shortcuts":
        return <Shortcuts onClose={onClose} />;
      case undefined:
        return null;
    }
  }
}
