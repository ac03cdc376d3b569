// Which columns there are, in which order and how wide, and how many stay in place; by mouse and by keyboard.

import { ArrowDown, ArrowUp, Columns3, Minus, Plus } from "lucide-react";
import { useState } from "react";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { ColumnSpec, ViewSpec } from "../../../ipc";
import { Button } from "../../../shared/Button";
import { Checkbox } from "../../../shared/Field";
import { Select } from "../../../shared/Select";
import { texts } from "../../../shared/texts";
import { FIRST_SPEC } from "../../../shared/view/spec";
import { withMoved, withShown, withWidth } from "./arrange";
import { specsOf, type Column } from "./columns";

const STEP_PX = 8;
const MOST_FROZEN = 6;

export type ColumnsMenuProps = { spec: ViewSpec; onSpec: (spec: ViewSpec) => void; all: Column[] };

export function ColumnsMenu({ spec, onSpec, all }: ColumnsMenuProps) {
  const t = texts.planning.columns;
  const [said, setSaid] = useState("");
  const specs = specsOf(all, spec.columns);
  const change = (columns: ColumnSpec[]) => onSpec({ ...spec, columns });
  return (
    <DialogTrigger>
      <Button size="small" variant="quiet" icon={Columns3} aria-label={t.label} />
      <Popover className="view-popover" placement="bottom end">
        <Dialog aria-label={t.title} className="view-dialog columns-dialog">
          <Select
            label={t.frozen}
            value={String(spec.frozen)}
            options={Array.from({ length: MOST_FROZEN + 1 }, (_, n) => ({ value: String(n), label: String(n) }))}
            onChange={(frozen) => onSpec({ ...spec, frozen: Number(frozen) })}
          />
          <ul className="columns-list">
            {specs.map((one, at) => (
              <ColumnLine
                key={one.id}
                column={all.find((column) => column.id === one.id)}
                spec={one}
                first={at === 0}
                last={at === specs.length - 1}
                onShown={(shown) => change(withShown(specs, one.id, shown))}
                onMove={(by, name) => {
                  change(withMoved(specs, one.id, by));
                  setSaid(t.moved(name, at + 1 + by, specs.length));
                }}
                onWidth={(width, name) => {
                  change(withWidth(specs, one.id, width));
                  setSaid(t.width(name, width));
                }}
              />
            ))}
          </ul>
          <div className="filter-foot">
            <Button size="small" variant="quiet" onPress={() => onSpec({ ...spec, columns: [], frozen: FIRST_SPEC.frozen })}>
              {t.reset}
            </Button>
          </div>
          <span className="visually-hidden" role="status">
            {said}
          </span>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

type ColumnLineProps = {
  column: Column | undefined;
  spec: ColumnSpec;
  first: boolean;
  last: boolean;
  onShown: (shown: boolean) => void;
  onMove: (by: 1 | -1, name: string) => void;
  onWidth: (width: number, name: string) => void;
};

function ColumnLine({ column, spec, first, last, onShown, onMove, onWidth }: ColumnLineProps) {
  const t = texts.planning.columns;
  if (column === undefined) return null;
  const { name } = column;
  const width = spec.width ?? column.width;
  return (
    <li className="columns-line">
      <Checkbox isSelected={spec.shown} onChange={onShown} isDisabled={column.kind === "id"} aria-label={t.show(name)}>
        <span className="ellipsis">{name}</span>
      </Checkbox>
      <span className="grow" />
      <Button size="small" variant="quiet" icon={Minus} aria-label={t.narrower(name)} onPress={() => onWidth(width - STEP_PX, name)} />
      <Button size="small" variant="quiet" icon={Plus} aria-label={t.wider(name)} onPress={() => onWidth(width + STEP_PX, name)} />
      <Button size="small" variant="quiet" icon={ArrowUp} aria-label={t.up(name)} isDisabled={first} onPress={() => onMove(-1, name)} />
      <Button size="small" variant="quiet" icon={ArrowDown} aria-label={t.down(name)} isDisabled={last} onPress={() => onMove(1, name)} />
    </li>
  );
}
