// The columns there are, measured again once the typeface is there.

import { useEffect, useMemo, useState } from "react";
import { columnsFor, measuredDateWidth, type Column } from "./columns";

export function useAllColumns(): Column[] {
  const [dateWidth, setDateWidth] = useState(measuredDateWidth);
  useEffect(() => {
    let current = true;
    void document.fonts?.ready.then(() => {
      if (current) setDateWidth(measuredDateWidth());
    });
    return () => {
      current = false;
    };
  }, []);
  return useMemo(() => columnsFor(dateWidth), [dateWidth]);
}
