// By what the view is grouped, up to three levels, and folding all of it.

import { Layers } from "lucide-react";
import { asAppError, call, type GroupBy } from "../../ipc";
import { MenuButton, type Items } from "../Menu";
import { texts } from "../texts";
import { toast } from "../Toast";
import { groupName } from "./chipText";
import type { Planning } from "./planning";
import { GROUPS, MOST_GROUPS, withQuery } from "./spec";

export function GroupMenu({ planning }: { planning: Planning }) {
  const t = texts.planning.group;
  const { spec, setSpec, setFolded } = planning;
  const groups = spec.query.groups;
  const groupBy = (next: GroupBy[]) => {
    setFolded([]);
    setSpec(withQuery(spec, { groups: next }));
  };
  const sections: Items[] = Array.from({ length: Math.min(groups.length + 1, MOST_GROUPS) }, (_, level) => ({
    title: level === 0 ? t.first : t.then,
    chosen: [`${level}:${groups[level] ?? ""}`],
    items: [
      { id: `${level}:`, label: t.none, onAction: () => groupBy(groups.slice(0, level)) },
      ...GROUPS.filter((one) => !groups.slice(0, level).includes(one)).map((one) => ({
        id: `${level}:${one}`,
        label: groupName(one),
        onAction: () => groupBy([...groups.slice(0, level), one, ...groups.slice(level + 1).filter((other) => other !== one)]),
      })),
    ],
  }));
  const folding: Items = {
    items: groups.length === 0 ? [] : [
      { id: "fold", label: t.foldAll, onAction: () => void foldAll(planning) },
      { id: "unfold", label: t.unfoldAll, onAction: () => setFolded([]) },
    ],
  };
  const names = groups.map(groupName).join(", ");
  return (
    <MenuButton label={groups.length === 0 ? t.label : t.by(names)} icon={Layers} sections={[...sections, folding]}>
      <span className="wide-only">{groups.length === 0 ? t.label : <Named name={`${t.label}:`} value={names} />}</span>
    </MenuButton>
  );
}

export function Named({ name, value }: { name: string; value: string }) {
  return (
    <>
      {name} <b>{value}</b>
    </>
  );
}

/** Folds each group of the outermost level. */
export async function foldAll({ query, setFolded }: Pick<Planning, "query" | "setFolded">): Promise<void> {
  const [field] = query.groups;
  if (field === undefined) return;
  try {
    const facets = await call("record_facets", { field, query });
    const shown = query.filters.filter((filter) => filter.field === field).flatMap((filter) => filter.values);
    setFolded(facets.filter((facet) => shown.length === 0 || shown.includes(facet.value)).map((facet) => [facet.value]));
  } catch (thrown) {
    toast({ kind: "error", title: texts.planning.group.foldAll, detail: asAppError(thrown).message });
  }
}
