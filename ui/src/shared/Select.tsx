// One of many, in the system's own list.

import { ChevronDown } from "lucide-react";
import { useId } from "react";
import { FieldLabel } from "./Field";
import "./Field.css";

export type Option<T extends string> = { value: T; label: string };
export type SelectProps<T extends string> = {
  label: string;
  /** Keeps the label for those who do not see the place it stands in. */
  hideLabel?: boolean;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  isDisabled?: boolean;
};

export function Select<T extends string>({ label, hideLabel = false, value, options, onChange, isDisabled }: SelectProps<T>) {
  const id = useId();
  return (
    <div className="field">
      {!hideLabel && <FieldLabel htmlFor={id} label={label} />}
      <div className="input select">
        <select id={id} aria-label={hideLabel ? label : undefined} value={value} disabled={isDisabled} onChange={(event) => onChange(event.target.value as T)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown size={14} strokeWidth={1.75} aria-hidden />
      </div>
    </div>
  );
}
