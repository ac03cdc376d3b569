// The groups of the first record in sight, in place above it. They repeat lines that are there for keyboard and screen
// reader, so they are for the eye and the mouse only.

import type { GroupPath, Row } from "../../../ipc";
import type { Lines } from "../../../shared/view/lines";
import type { Column } from "./columns";
import { GroupFace, type GroupLine } from "./GroupRow";
import { ROW_HEIGHT } from "./scroll";

/** How far up the line of a group is looked for among what is read. */
const LOOK_BACK = 400;

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
  const levels = lines.query.groups.length;
  if (levels === 0 || lines.total === 0 || offset <= 0) return null;
  const shown = Array.from({ length: levels }, (_, level) => groupAt(lines, Math.floor((offset + level * ROW_HEIGHT) / ROW_HEIGHT), level));
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

/** The groups that a record stands in, one value a level. */
export function pathOf(row: Row, lines: Lines): GroupPath {
  return lines.query.groups.map((group) => (group === "status" ? row.status : (row.values[group] ?? null)));
}

function groupAt(lines: Lines, index: number, level: number): GroupLine | null {
  for (let at = index; at >= Math.max(0, index - LOOK_BACK); at -= 1) {
    const line = lines.lineAt(at);
    if (line?.type !== "group" || line.level > level) continue;
    return line.level === level ? line : null;
  }
  return null;
}
