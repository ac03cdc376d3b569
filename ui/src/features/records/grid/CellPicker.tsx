// Picks a value for a cell: a day from a month, one of a choice, or one that other records have. Loaded when first opened.

import type { RefObject } from "react";
import { Dialog, ListBox, ListBoxItem, Popover } from "react-aria-components";
import { useRead, type Field, type Value } from "../../../ipc";
import CalendarPopover from "../../../shared/CalendarPopover";
import { CHOICES, KIND_OF, valueLabel } from "../../../shared/labels";
import { Loading } from "../../../shared/Skeleton";
import { texts } from "../../../shared/texts";
import { EVERYTHING } from "../../../shared/view/spec";
import "../../../shared/DateField.css";

const SUGGESTED = 200;

export type CellPickerProps = {
  anchor: RefObject<HTMLElement | null>;
  field: Field;
  name: string;
  value: string | null;
  onPick: (value: Value) => void;
  onClose: () => void;
};

export default function CellPicker({ anchor, field, name, value, onPick, onClose }: CellPickerProps) {
  const kind = KIND_OF[field];
  return (
    <Popover
      className={kind === "date" ? "calendar-popover" : "menu-popover"}
      triggerRef={anchor}
      placement="bottom start"
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Dialog aria-label={name} className="cell-picker">
        {kind === "date" ? <CalendarPopover label={name} value={value} onPick={onPick} /> : <Choices field={field} name={name} value={value} onPick={onPick} />}
      </Dialog>
    </Popover>
  );
}

type ChoicesProps = Pick<CellPickerProps, "field" | "name" | "value" | "onPick">;

function Choices({ field, name, value, onPick }: ChoicesProps) {
  const kind = KIND_OF[field];
  const known = kind === "choice" ? [...CHOICES[field as keyof typeof CHOICES]] : kind === "boolean" ? ["true", "false"] : null;
  const facets = useRead("record_facets", { field, query: EVERYTHING }, { enabled: known === null });
  const used = (facets.data ?? []).flatMap((facet) => (typeof facet.value === "string" ? [facet.value] : []));
  const offered = known ?? used.slice(0, SUGGESTED);
  const named = (one: string) => (kind === "boolean" ? (one === "true" ? texts.common.yes : texts.common.no) : valueLabel(one));
  return (
    <Loading loading={known === null && facets.data === undefined && !facets.error} rows={3}>
      {/* The popover was opened to pick one. */}
      <ListBox
        className="menu"
        aria-label={name}
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        selectionMode="single"
        selectedKeys={value === null ? [] : [value]}
        // Choosing the chosen one again takes it, too.
        onSelectionChange={(keys) => {
          const [key = value] = keys === "all" ? [] : [...keys];
          onPick(kind === "boolean" ? key === "true" : key === null ? null : String(key));
        }}
        renderEmptyState={() => <p className="menu-title">{texts.planning.edit.noSuggestion}</p>}
      >
        {offered.map((one) => (
          <ListBoxItem key={one} id={one} className="menu-item" textValue={named(one)}>
            {named(one)}
          </ListBoxItem>
        ))}
      </ListBox>
    </Loading>
  );
}
