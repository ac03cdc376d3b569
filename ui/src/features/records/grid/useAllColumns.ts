// The columns there are, measured again once the typeface is there.

import { useEffect, useMemo, useState } from "react";
import { columnsFor, measured, type Column } from "./columns";

export function useAllColumns(): Column[] {
  const [widths, setWidths] = useState(measured);
  useEffect(() => {
    let current = true;
    void document.fonts?.ready.then(() => {
      if (current) setWidths(measured());
    });
    return () => {
      current = false;
    };
  }, []);
  return useMemo(() => columnsFor(widths), [widths]);
}
