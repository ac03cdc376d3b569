// In which order the view is: by several columns, each up or down.

import { ArrowUpDown, X } from "lucide-react";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { SortKey, ViewSpec } from "../../ipc";
import { Button } from "../Button";
import { Segmented } from "../Field";
import { Select } from "../Select";
import { texts } from "../texts";
import { sortName } from "./chipText";
import { Named } from "./GroupMenu";
import { sortedBy } from "./spec";

/** What can be sorted by, as it is offered. */
const SORTABLE: readonly SortKey["by"][] = [
  "pfaId", "status", "description", "category", "class", "areaSilo", "source", "dor", "originalStart", "originalEnd", "forecastStart", "forecastEnd",
  "actualStart", "actualEnd", "monthlyRate", "purchasePrice", "forecastCost", "variance", "manufacturer", "model", "contract", "equipment", "lastChangedAt",
];

export type SortMenuProps = { spec: ViewSpec; onSpec: (spec: ViewSpec) => void };

export function SortMenu({ spec, onSpec }: SortMenuProps) {
  const t = texts.planning.sort;
  const { sort } = spec.query;
  const change = (next: SortKey[]) => onSpec(sortedBy(spec, next));
  const text = sort.map((key) => `${sortName(key.by)}${key.descending ? " ↓" : ""}`).join(", ");
  return (
    <DialogTrigger>
      <Button size="small" variant="quiet" icon={ArrowUpDown} aria-label={texts.records.sortedBy(text)}>
        <span className="wide-only ellipsis viewbar-names">
          <Named name={`${t.label}:`} value={text} />
        </span>
      </Button>
      <Popover className="view-popover" placement="bottom end">
        <Dialog aria-label={t.label} className="view-dialog">
          {sort.map((key, at) => (
            <SortLine
              key={key.by}
              sortKey={key}
              title={at === 0 ? t.first : t.then}
              taken={sort}
              onKey={(next) => change(sort.map((one, index) => (index === at ? next : one)))}
              onRemove={() => change(sort.filter((_, index) => index !== at))}
            />
          ))}
          <Select
            label={t.add}
            value=""
            options={[{ value: "", label: "–" }, ...SORTABLE.filter((by) => !sort.some((key) => key.by === by)).map(option)]}
            onChange={(by) => {
              if (by !== "") change([...sort, { by: by as SortKey["by"], descending: false }]);
            }}
          />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

type SortLineProps = { sortKey: SortKey; title: string; taken: SortKey[]; onKey: (key: SortKey) => void; onRemove: () => void };

function SortLine({ sortKey, title, taken, onKey, onRemove }: SortLineProps) {
  const t = texts.planning.sort;
  const free = SORTABLE.filter((by) => by === sortKey.by || !taken.some((key) => key.by === by));
  return (
    <div className="view-line">
      <div className="grow">
        <Select label={title} value={sortKey.by} options={free.map(option)} onChange={(by) => onKey({ ...sortKey, by })} />
      </div>
      <Segmented
        aria-label={`${sortName(sortKey.by)}: ${t.label}`}
        value={sortKey.descending ? "down" : "up"}
        choices={[
          { value: "up", label: t.up },
          { value: "down", label: t.down },
        ]}
        onChange={(way) => onKey({ ...sortKey, descending: way === "down" })}
      />
      <Button size="small" variant="quiet" icon={X} aria-label={t.remove(sortName(sortKey.by))} onPress={onRemove} />
    </div>
  );
}

function option(by: SortKey["by"]) {
  return { value: by, label: sortName(by) };
}
