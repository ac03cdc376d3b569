// What is done to columns at their heads: sorted by, grouped by, moved, resized, frozen, hidden.

import { useState } from "react";
import { sortedBy, withQuery, withSort } from "../../../shared/view/spec";
import type { Planning } from "../../../shared/view/planning";
import { withMoved, withPlaced, withShown, withWidth } from "./arrange";
import { specsOf, type Column } from "./columns";
import type { HeadMenuActions } from "./HeadMenu";

const STEP_PX = 8;

export type Heads = {
  /** The column whose menu is open. */
  menu: number | null;
  setMenu: (at: number | null) => void;
  sort: (column: Column, also: boolean) => void;
  move: (id: string, by: 1 | -1) => void;
  widen: (column: Column, by: 1 | -1) => void;
  place: (id: string, besideId: string, after: boolean) => void;
  resize: (id: string, width: number) => void;
  menuActions: (column: Column, at: number) => HeadMenuActions;
};

export function useHeads({ planning, columns, all }: { planning: Planning; columns: Column[]; all: Column[] }): Heads {
  const [menu, setMenu] = useState<number | null>(null);
  const { spec, setSpec, setFolded } = planning;
  const specs = specsOf(all, spec.columns);
  const change = (next: typeof specs) => setSpec({ ...spec, columns: next });
  const sort = (column: Column, also: boolean) => setSpec(withSort(spec, column.sortBy, also));
  const move = (id: string, by: 1 | -1) => change(withMoved(specs, id, by));
  const widen = (column: Column, by: 1 | -1) => change(withWidth(specs, column.id, column.width + by * STEP_PX));
  return {
    menu,
    setMenu,
    sort,
    move,
    widen,
    place: (id, besideId, after) => change(withPlaced(specs, id, besideId, after)),
    resize: (id, width) => change(withWidth(specs, id, width)),
    menuActions: (column, at) => ({
      sort: (descending, also) => setSpec(sortedBy(spec, [...(also ? spec.query.sort.filter((key) => key.by !== column.sortBy) : []), { by: column.sortBy, descending }])),
      group: (group) => {
        setFolded([]);
        setSpec(withQuery(spec, { groups: [group] }));
      },
      move: (by) => move(column.id, by),
      resize: (by) => widen(column, by),
      freeze: () => setSpec({ ...spec, frozen: at + 1 }),
      hide: () => {
        if (columns.length > 1) change(withShown(specs, column.id, false));
      },
    }),
  };
}
