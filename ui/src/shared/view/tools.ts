// What can be done from every planning screen; the shell does it.

import type { ViewFormat } from "../../ipc";

export type Tools = {
  /** Edits the records that are chosen. */
  bulk: () => void;
  import: () => void;
  export: (format: ViewFormat) => void;
  beginWhatIf: () => void;
};
