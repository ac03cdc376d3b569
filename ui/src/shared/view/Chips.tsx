// What narrows the view, as chips; many of them fold into one.

import { X } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { texts } from "../texts";
import { chipText, filterName } from "./chipText";
import { chipsOf, withFilters, withoutFilters, type Chip } from "./spec";
import type { Planning } from "./planning";

/** More chips than these fold into one. */
const MOST_CHIPS = { wide: 3, narrow: 1 };

export type ChipsProps = { planning: Planning; narrow: boolean; onEdit: (field: Chip["field"]) => void };

export function Chips({ planning, narrow, onEdit }: ChipsProps) {
  const { spec, setSpec, only, setOnly } = planning;
  const t = texts.records.view;
  const chips = chipsOf(spec.query.filters);
  if (chips.length === 0 && only === null) return null;
  const folded = chips.length > (narrow ? MOST_CHIPS.narrow : MOST_CHIPS.wide);
  return (
    <div className="chips">
      {only !== null && <OneChip name={null} text={texts.planning.focus.chip(only.length)} remove={texts.planning.focus.leave} onRemove={() => setOnly(null)} />}
      {folded ? (
        <OneChip
          name={null}
          text={t.filters(chips.length)}
          onEdit={() => onEdit(chips[0]?.field ?? "status")}
          remove={t.clearAll}
          onRemove={() => setSpec(withoutFilters(spec))}
        />
      ) : (
        chips.map((chip) => (
          <OneChip
            key={chip.field}
            name={filterName(chip.field)}
            text={chipText(chip)}
            onEdit={() => onEdit(chip.field)}
            remove={t.remove(filterName(chip.field))}
            onRemove={() => setSpec(withFilters(spec, chip.field, []))}
          />
        ))
      )}
    </div>
  );
}

type OneChipProps = { name: string | null; text: string; onEdit?: () => void; remove: string; onRemove: () => void };

function OneChip({ name, text, onEdit, remove, onRemove }: OneChipProps) {
  const face = (
    <>
      {name !== null && <span className="name">{name}</span>}
      <span className="value">{text}</span>
    </>
  );
  return (
    <span className="chip" role="group" aria-label={name ?? text}>
      {onEdit === undefined ? (
        <span className="chip-edit">{face}</span>
      ) : (
        <AriaButton className="chip-edit" onPress={onEdit} {...(name === null ? {} : { "aria-label": `${texts.records.view.edit(name)}: ${text}` })}>
          {face}
        </AriaButton>
      )}
      <AriaButton className="chip-remove" onPress={onRemove} aria-label={remove}>
        <X size={12} strokeWidth={2.25} aria-hidden />
      </AriaButton>
    </span>
  );
}
