// What can be done from every planning screen; the shell does it.

import type { TableFormat } from "../../ipc";

export type Tools = {
  /** Edits the records that are chosen. */
  bulk: () => void;
  import: () => void;
  export: (format: TableFormat) => void;
  beginWhatIf: () => void;
};
