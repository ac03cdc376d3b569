// Trying changes out: a what-if holds them until it is committed or dropped as a whole.

import { useQueryClient } from "@tanstack/react-query";
import { asAppError, call, refresh, useRead, type Changed, type WhatIf } from "../../ipc";
import { texts } from "../texts";
import { toast } from "../Toast";

export type WhatIfs = {
  all: WhatIf[];
  active: WhatIf | null;
  enter: (id: string | null) => void;
  /** Runs a command on a what-if, says why where it cannot; answers what it changed. */
  run: (command: () => Promise<Changed>) => Promise<Changed | null>;
};

export function useWhatIfs(): WhatIfs {
  const client = useQueryClient();
  const all = useRead("what_if_list", {}).data ?? [];
  const run: WhatIfs["run"] = async (command) => {
    try {
      const changed = await command();
      await refresh(client, changed);
      return changed;
    } catch (thrown) {
      const error = asAppError(thrown);
      toast({ kind: "error", title: texts.common.errorTitle[error.code], detail: error.message });
      return null;
    }
  };
  return { all, active: all.find((one) => one.active) ?? null, enter: (id) => void run(() => call("what_if_enter", { id })), run };
}
