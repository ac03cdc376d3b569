// What narrows and orders the grid, above it.

import { ArrowUpDown, PanelRight, Plus, X } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton, DialogTrigger } from "react-aria-components";
import type { SortKey } from "../../ipc";
import { Button, Toggle } from "../../shared/Button";
import { texts } from "../../shared/texts";
import { chipName, chipText } from "./chipText";
import { FilterMenu } from "./Filters";
import { withoutChip, withoutFilters, type Chip, type View } from "./view";

/** More chips than these fold into one. */
const MOST_CHIPS = { wide: 4, narrow: 2 };

export type ViewBarProps = {
  view: View;
  onView: (view: View) => void;
  narrow: boolean;
  filtersOpen: boolean;
  onFiltersOpen: (open: boolean) => void;
  panelOpen: boolean;
  onPanelOpen: (open: boolean) => void;
};

export function ViewBar({ view, onView, narrow, filtersOpen, onFiltersOpen, panelOpen, onPanelOpen }: ViewBarProps) {
  const t = texts.records.view;
  const [field, setField] = useState<Chip["field"]>("status");
  const edit = (one: Chip["field"]) => {
    setField(one);
    onFiltersOpen(true);
  };
  const folded = view.chips.length > (narrow ? MOST_CHIPS.narrow : MOST_CHIPS.wide);
  return (
    <div className="viewbar" role="toolbar" aria-label={t.bar}>
      {view.chips.length > 0 && (
        <div className="chips">
          {folded ? (
            <FoldedChips view={view} onEdit={() => edit(view.chips[0]?.field ?? "status")} onClear={() => onView(withoutFilters(view))} />
          ) : (
            view.chips.map((chip) => (
              <ChipButton key={chip.field} chip={chip} onEdit={() => edit(chip.field)} onRemove={() => onView(withoutChip(view, chip.field))} />
            ))
          )}
        </div>
      )}
      <DialogTrigger isOpen={filtersOpen} onOpenChange={onFiltersOpen}>
        <Button variant="quiet" size="small" icon={Plus}>
          {t.filter}
        </Button>
        <FilterMenu view={view} onView={onView} field={field} onField={setField} />
      </DialogTrigger>
      <span className="grow" />
      <span className="viewbar-sort wide-only">
        <ArrowUpDown size={14} strokeWidth={1.75} aria-hidden />
        <span>{sortText(view.sort)}</span>
      </span>
      <Toggle size="small" icon={PanelRight} aria-label={t.panel} isSelected={panelOpen} onChange={onPanelOpen} />
    </div>
  );
}

function ChipButton({ chip, onEdit, onRemove }: { chip: Chip; onEdit: () => void; onRemove: () => void }) {
  const t = texts.records.view;
  const name = chipName(chip.field);
  return (
    <span className="chip" role="group" aria-label={name}>
      <AriaButton className="chip-edit" onPress={onEdit} aria-label={`${t.edit(name)}: ${chipText(chip)}`}>
        <span className="name">{name}</span>
        <span className="value">{chipText(chip)}</span>
      </AriaButton>
      <AriaButton className="chip-remove" onPress={onRemove} aria-label={t.remove(name)}>
        <X size={12} strokeWidth={2.25} aria-hidden />
      </AriaButton>
    </span>
  );
}

function FoldedChips({ view, onEdit, onClear }: { view: View; onEdit: () => void; onClear: () => void }) {
  const t = texts.records.view;
  return (
    <span className="chip" role="group" aria-label={t.filters(view.chips.length)}>
      <AriaButton className="chip-edit" onPress={onEdit}>
        <span className="value">{t.filters(view.chips.length)}</span>
      </AriaButton>
      <AriaButton className="chip-remove" onPress={onClear} aria-label={t.clearAll}>
        <X size={12} strokeWidth={2.25} aria-hidden />
      </AriaButton>
    </span>
  );
}

function sortText(sort: SortKey[]): string {
  const names = sort.map((key) => `${sortName(key.by)}${key.descending ? " ↓" : ""}`);
  return texts.records.sortedBy(names.join(", "));
}

function sortName(by: SortKey["by"]): string {
  const t = texts.records;
  if (by === "status") return t.status;
  if (by === "forecastCost") return t.forecastCost;
  return by === "variance" ? t.variance : texts.common.fields[by];
}
