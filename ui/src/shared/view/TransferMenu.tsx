// The view out as a file or on paper, and records in.

import { Download, FileSpreadsheet, FileText, Printer, Upload } from "lucide-react";
import { MenuButton } from "../Menu";
import { texts } from "../texts";
import type { Tools } from "./tools";

export function TransferMenu({ tools, onPrint }: { tools: Tools; onPrint: (() => void) | undefined }) {
  const t = texts.planning.transfer;
  return (
    <MenuButton
      label={t.menu}
      icon={Download}
      sections={[
        {
          items: [
            { id: "csv", label: t.csv, icon: FileText, onAction: () => tools.export("csv") },
            { id: "xlsx", label: t.xlsx, icon: FileSpreadsheet, onAction: () => tools.export("xlsx") },
            ...(onPrint === undefined ? [] : [{ id: "print", label: t.print, icon: Printer, onAction: onPrint }]),
          ],
        },
        { items: [{ id: "import", label: t.import, icon: Upload, onAction: tools.import }] },
      ]}
    />
  );
}
