// One field of a record in the panel: its control, what it was, why it is not saved or cannot be written.

import { Pencil } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { Button } from "react-aria-components";
import type { Field, RecordDetail, Row } from "../../ipc";
import { DateField } from "../../shared/DateField";
import { Checkbox, Segmented, TextField } from "../../shared/Field";
import { currencySign, valueText } from "../../shared/format";
import { CHOICES, fieldLabel, KIND_OF, MAX_LENGTH } from "../../shared/labels";
import { texts } from "../../shared/texts";
import type { Editor } from "./editor";

export type Editing = { editor: Editor; detail: RecordDetail; row: Row; currency: string };
export type RecordFieldProps = Editing & { field: Field; label?: string; whole?: boolean; rows?: number };

export function RecordField({ field, label = fieldLabel(field), whole, rows, ...editing }: RecordFieldProps) {
  return (
    <div className={whole ? "whole" : undefined} data-field={field}>
      <Control field={field} label={label} rows={rows} {...editing} />
      <Was field={field} {...editing} />
    </div>
  );
}

type ControlProps = Editing & { field: Field; label: string; rows: number | undefined };

function Control(props: ControlProps) {
  const { field, label, rows, editor, detail, currency } = props;
  const readOnly = lockOf(detail, field);
  const frame = { label, readOnly, error: <Problem {...props} /> };
  const given = {
    ...frame,
    error: editor.errorOf(field) === null ? null : frame.error,
    onBlur: () => editor.commit(field),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && (rows === undefined || event.ctrlKey)) editor.commit(field);
    },
  };
  const text = editor.textOf(field);
  const value = editor.valueOf(field);
  switch (KIND_OF[field]) {
    case "date":
      return (
        <DateField
          {...given}
          name={fieldLabel(field)}
          text={text}
          date={typeof value === "string" ? value : null}
          onType={(typed) => editor.type(field, typed)}
          onPick={(date) => editor.choose(field, date)}
        />
      );
    case "money":
      return (
        <TextField
          {...given}
          value={text}
          onChange={(typed) => editor.type(field, typed)}
          inputMode="decimal"
          placeholder="0.00"
          numeric
          before={<span className="input-sign">{currencySign(currency)}</span>}
          after={<span className="input-unit">{field === "monthlyRate" ? texts.records.panel.perMonth(currency) : currency}</span>}
        />
      );
    case "choice":
      return (
        <Segmented
          {...frame}
          error={given.error}
          full
          value={String(value)}
          choices={CHOICES[field as keyof typeof CHOICES].map((one) => ({ value: one, label: one }))}
          onChange={(chosen) => editor.choose(field, chosen)}
        />
      );
    case "boolean":
      return (
        <Checkbox isSelected={value === true} isReadOnly={readOnly !== null} onChange={(on) => editor.choose(field, on)}>
          {label}
        </Checkbox>
      );
    case "text":
    case "instant":
      return (
        <TextField
          {...given}
          value={text}
          onChange={(typed) => editor.type(field, typed)}
          {...(rows === undefined ? {} : { rows })}
          {...(MAX_LENGTH[field] === undefined ? {} : { maxLength: MAX_LENGTH[field] })}
        />
      );
  }
}

/** Why the value is not saved, what stays in its place, and the way back to it. */
function Problem({ field, editor, row, detail, currency }: ControlProps) {
  const t = texts.records.panel;
  const message = editor.errorOf(field);
  const saved = row.values[field] ?? null;
  const kept = saved === null ? t.empty : valueText(field, saved, currency);
  const inDraft = detail.draft?.changes.some((change) => change.field === field) ?? false;
  return (
    <>
      {message} {inDraft ? t.draftKeeps(kept) : t.notSavedYet(kept)}{" "}
      <Button className="link" onPress={() => editor.putBack(field)}>
        {t.putBack}
      </Button>
    </>
  );
}

function Was({ field, row, detail, currency }: Editing & { field: Field }): ReactNode {
  if (!row.changed.includes(field)) return null;
  const t = texts.records.panel;
  const drafted = detail.draft?.changes.find((change) => change.field === field);
  const base = drafted ? drafted.base : (detail.mirror[field] ?? null);
  return (
    <div className="was">
      <Pencil size={12} strokeWidth={2.25} aria-hidden />
      {base === null ? t.wasEmpty : t.was(valueText(field, base, currency))}
    </div>
  );
}

/** Why a field cannot be written, null where it can. */
function lockOf(detail: RecordDetail, field: Field): string | null {
  return detail.editable.includes(field) ? null : (detail.readOnly[field] ?? texts.records.panel.locked);
}
