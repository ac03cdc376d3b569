// Which fields get which value. A field that is not named stays as it is; one without text is cleared.

import { X } from "lucide-react";
import type { Field } from "../../ipc";
import { Button } from "../../shared/Button";
import { TextField } from "../../shared/Field";
import { CHOICES, fieldLabel, KIND_OF, MAX_LENGTH, valueLabel } from "../../shared/labels";
import { Select, type Option } from "../../shared/Select";
import { texts } from "../../shared/texts";
import { problemOf, SETTABLE, type Draft } from "./change";

export type SetFieldsProps = { set: Draft["set"]; onSet: (set: Draft["set"]) => void };

export function SetFields({ set, onSet }: SetFieldsProps) {
  const t = texts.planning.bulk;
  const chosen = Object.keys(set) as Field[];
  const without = (field: Field) => Object.fromEntries(Object.entries(set).filter(([one]) => one !== field)) as Draft["set"];
  const free: Option<string>[] = SETTABLE.filter((field) => !chosen.includes(field)).map((field) => ({ value: field, label: fieldLabel(field) }));
  return (
    <>
      {chosen.map((field) => (
        <div className="bulk-field" key={field}>
          <div className="grow">
            <Value field={field} text={set[field] ?? ""} onText={(text) => onSet({ ...set, [field]: text })} />
          </div>
          <Button size="small" variant="quiet" icon={X} aria-label={`${fieldLabel(field)}: ${t.keep}`} onPress={() => onSet(without(field))} />
        </div>
      ))}
      <Select
        label={t.addField}
        value=""
        options={[{ value: "", label: "–" }, ...free]}
        onChange={(field) => {
          if (field !== "") onSet({ ...set, [field]: firstText(field as Field) });
        }}
      />
    </>
  );
}

function Value({ field, text, onText }: { field: Field; text: string; onText: (text: string) => void }) {
  const label = fieldLabel(field);
  const options = optionsOf(field);
  if (options !== null) return <Select label={label} value={text} options={options} onChange={onText} />;
  return (
    <TextField
      label={label}
      value={text}
      onChange={onText}
      placeholder={texts.planning.bulk.clearValue}
      error={problemOf(field, text)}
      numeric={KIND_OF[field] === "money"}
      {...(MAX_LENGTH[field] === undefined ? {} : { maxLength: MAX_LENGTH[field] })}
    />
  );
}

function optionsOf(field: Field): Option<string>[] | null {
  if (KIND_OF[field] === "choice") return CHOICES[field as keyof typeof CHOICES].map((value) => ({ value, label: valueLabel(value) }));
  if (KIND_OF[field] !== "boolean") return null;
  return [{ value: "true", label: texts.common.yes }, { value: "false", label: texts.common.no }];
}

function firstText(field: Field): string {
  return optionsOf(field)?.[0]?.value ?? "";
}
