// Form fields: a label above, the control, help or an error beneath that is linked to it.

import { Check, CircleAlert, Lock, Minus } from "lucide-react";
import { useId, type KeyboardEvent, type ReactNode, type Ref } from "react";
import { Checkbox as AriaCheckbox, Label, Radio, RadioGroup } from "react-aria-components";
import "./Field.css";

export type FieldFrameProps = {
  label: string;
  /** Why it cannot be written; also shown as a lock beside the label. */
  readOnly?: string | null | undefined;
  error?: ReactNode;
  help?: ReactNode;
};

export type TextFieldProps = FieldFrameProps & {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  type?: "text" | "password" | "url";
  size?: "medium" | "large";
  /** More than one line. */
  rows?: number;
  placeholder?: string;
  maxLength?: number;
  autoComplete?: string;
  /** Takes the focus when it appears: the first field of a dialog. */
  autoFocus?: boolean;
  isRequired?: boolean;
  isDisabled?: boolean;
  inputMode?: "text" | "decimal" | "numeric" | "url";
  /** Before and after the text: a currency sign, a unit, a button. */
  before?: ReactNode;
  after?: ReactNode;
  numeric?: boolean;
  name?: string;
  /** The name in full where the label is short. */
  accessibleName?: string;
  ref?: Ref<HTMLInputElement>;
};

/** A text in one line or several. */
export function TextField({
  label, readOnly, error, help, value, onChange, size = "medium", rows, before, after, numeric, ref, isRequired, isDisabled, autoFocus, type = "text", accessibleName, ...rest
}: TextFieldProps) {
  const id = useId();
  const shared = {
    id,
    value,
    readOnly: isLocked(readOnly),
    required: isRequired,
    disabled: isDisabled,
    "aria-label": accessibleName,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": describedBy(id, readOnly, error, help),
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
    autoFocus,
    ...rest,
  };
  const look = ["input", size === "large" ? "large" : "", rows ? "area" : "", numeric ? "num" : "", error ? "invalid" : "", isLocked(readOnly) ? "read-only" : ""];
  return (
    <div className="field">
      <FieldLabel htmlFor={id} label={label} readOnly={readOnly} />
      <div className={look.filter(Boolean).join(" ")}>
        {before}
        {rows ? <textarea rows={rows} {...shared} /> : <input type={type} ref={ref} {...shared} />}
        {after}
      </div>
      <FieldNotes id={id} readOnly={readOnly} error={error} help={help} />
    </div>
  );
}

export type Choice<T extends string> = { value: T; label: string; tally?: string };
export type SegmentedProps<T extends string> = Partial<FieldFrameProps> & {
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
  /** The name when no label is shown. */
  "aria-label"?: string;
  full?: boolean;
};

/** One of a few, side by side. */
export function Segmented<T extends string>({ label, readOnly, error, help, value, choices, onChange, full, ...rest }: SegmentedProps<T>) {
  const id = useId();
  return (
    <RadioGroup
      {...rest}
      className="field"
      value={value}
      onChange={(chosen) => onChange(chosen as T)}
      isReadOnly={isLocked(readOnly)}
      isInvalid={Boolean(error)}
      orientation="horizontal"
      aria-describedby={describedBy(id, readOnly, error, help)}
    >
      {label !== undefined && (
        <Label className="field-label">
          {label}
          {isLocked(readOnly) && <Lock size={12} strokeWidth={2.25} aria-hidden />}
        </Label>
      )}
      <div className={full ? "segmented full" : "segmented"} data-readonly={isLocked(readOnly) || undefined}>
        {choices.map((choice) => (
          <Radio key={choice.value} value={choice.value} className="segment">
            {choice.label}
            {choice.tally !== undefined && <span className="tally">{choice.tally}</span>}
          </Radio>
        ))}
      </div>
      <FieldNotes id={id} readOnly={readOnly} error={error} help={help} />
    </RadioGroup>
  );
}

export type CheckboxProps = {
  children: ReactNode;
  isSelected: boolean;
  isIndeterminate?: boolean;
  onChange: (selected: boolean) => void;
  isDisabled?: boolean;
  isReadOnly?: boolean;
  "aria-label"?: string;
};

/** Yes or no. */
export function Checkbox({ children, ...rest }: CheckboxProps) {
  return (
    <AriaCheckbox {...rest} className="checkbox">
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className="checkbox-box" aria-hidden>
            {isIndeterminate ? <Minus size={12} strokeWidth={3} /> : isSelected && <Check size={12} strokeWidth={3} />}
          </span>
          {children}
        </>
      )}
    </AriaCheckbox>
  );
}

/** The label of a field, with a lock where it cannot be written. */
export function FieldLabel({ htmlFor, label, readOnly }: { htmlFor: string; label: string; readOnly?: string | null | undefined }) {
  return (
    <label className="field-label" htmlFor={htmlFor}>
      {label}
      {isLocked(readOnly) && <Lock size={12} strokeWidth={2.25} aria-hidden />}
    </label>
  );
}

/** What stands beneath a field: its error, else why it is locked, else help. */
export function FieldNotes({ id, readOnly, error, help }: { id: string } & Omit<FieldFrameProps, "label">) {
  return (
    <>
      {error ? (
        <div className="field-error" role="alert" id={`${id}-error`}>
          <CircleAlert size={12} strokeWidth={2.25} aria-hidden />
          <span>{error}</span>
        </div>
      ) : null}
      {!error && readOnly ? (
        <span className="field-lock" id={`${id}-lock`}>
          {readOnly}
        </span>
      ) : null}
      {help ? (
        <span className="field-help" id={`${id}-help`}>
          {help}
        </span>
      ) : null}
    </>
  );
}

function isLocked(reason: string | null | undefined): boolean {
  return reason !== null && reason !== undefined;
}

/** The ids that `FieldNotes` shows, for `aria-describedby`. */
export function describedBy(id: string, readOnly: string | null | undefined, error: ReactNode, help: ReactNode): string | undefined {
  const ids = [error ? `${id}-error` : null, !error && readOnly ? `${id}-lock` : null, help ? `${id}-help` : null].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}
