// Ticking all records of the view at once, folded ones among them.

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { asAppError, call } from "../../ipc";
import { texts } from "../texts";
import { toast } from "../Toast";
import type { Lines } from "./lines";
import type { Planning } from "./planning";

/** Ticks all records of the view, or takes their ticks away when all have one. */
export function useTickAll({ query: shown, records }: Lines, { selection, setSelection }: Planning): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    if (selection.size === records && records > 0) return setSelection(new Set());
    const query = { ...shown, folded: [], groups: [] };
    try {
      const ids = await client.fetchQuery({ queryKey: ["ids", query], gcTime: 0, queryFn: () => call("line_ids", { query, from: 0, to: Math.max(0, records - 1) }) });
      setSelection(new Set(ids));
    } catch (thrown) {
      const error = asAppError(thrown);
      toast({ kind: "error", title: texts.common.errorTitle[error.code], detail: error.message });
    }
  }, [client, shown, records, selection, setSelection]);
}
