// The groups of what is in sight at the top, which stay in place there while their records scroll by.

import type { Line } from "../../ipc";
import type { Lines } from "./lines";

export type GroupLine = Extract<Line, { type: "group" }>;

/** How far up the line of a group is looked for among what is read. */
const LOOK_BACK = 400;

/** One group a level, null where none is read; `offset` is how many pixels of lines are scrolled away. */
export function groupsAbove(lines: Lines, offset: number, rowHeight: number): (GroupLine | null)[] {
  if (lines.total === 0 || offset <= 0) return [];
  return lines.query.groups.map((_, level) => groupAt(lines, Math.floor(offset / rowHeight) + level, level));
}

function groupAt(lines: Lines, index: number, level: number): GroupLine | null {
  for (let at = index; at >= Math.max(0, index - LOOK_BACK); at -= 1) {
    const line = lines.lineAt(at);
    if (line?.type !== "group" || line.level > level) continue;
    return line.level === level ? line : null;
  }
  return null;
}
