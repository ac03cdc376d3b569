// The groups of the first record in sight, in place above it. They repeat lines that are there for keyboard and screen
// reader, so they are for the eye and the mouse only.

import type { GroupPath } from "../../../ipc";
import { groupsAbove } from "../../../shared/view/groups";
import type { Lines } from "../../../shared/view/lines";
import type { Column } from "./columns";
import { GroupFace } from "./GroupRow";
import { ROW_HEIGHT } from "./scroll";

export type StickyGroupsProps = {
  lines: Lines;
  /** The pixels of lines that are scrolled away. */
  offset: number;
  columns: Column[];
  numberWidth: number;
  currency: string;
  onFold: (path: GroupPath) => void;
};

export function StickyGroups({ lines, offset, columns, numberWidth, currency, onFold }: StickyGroupsProps) {
  const shown = groupsAbove(lines, offset, ROW_HEIGHT);
  if (shown.length === 0) return null;
  return (
    <div className="grid-sticky" aria-hidden>
      {shown.map((line, level) =>
        line === null ? null : (
          // The line itself is in the grid and folds by keys.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
          <div key={level} className="grid-row grid-group" style={{ top: level * ROW_HEIGHT }} onClick={() => onFold(line.path)}>
            <GroupFace line={line} columns={columns} numberWidth={numberWidth} currency={currency} />
          </div>
        ),
      )}
    </div>
  );
}
