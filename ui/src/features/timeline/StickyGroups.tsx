// The groups of the first record in sight, in place above it. They repeat lines that are there for keyboard and screen
// reader, so they are for the eye and the mouse only.

import type { GroupPath } from "../../ipc";
import { groupsAbove } from "../../shared/view/groups";
import type { Lines } from "../../shared/view/lines";
import type { Axis } from "./geometry";
import { GroupFace } from "./TimelineRow";

export type StickyGroupsProps = { lines: Lines; offset: number; rowHeight: number; axis: Axis; onFold: (path: GroupPath) => void };

export function StickyGroups({ lines, offset, rowHeight, axis, onFold }: StickyGroupsProps) {
  const shown = groupsAbove(lines, offset, rowHeight);
  if (shown.length === 0) return null;
  return (
    <div className="tl-sticky" aria-hidden>
      {shown.map((line, level) =>
        line === null ? null : (
          // The line itself is in the grid and folds by keys.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
          <div key={level} className="tl-row group" style={{ top: level * rowHeight }} onClick={() => onFold(line.path)}>
            <GroupFace line={line} axis={axis} />
          </div>
        ),
      )}
    </div>
  );
}
