// A date: typed in ISO or the locale's form, or picked from a month.

import { Calendar } from "lucide-react";
import { lazy, Suspense, useState, type KeyboardEvent, type Ref } from "react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { TextField, type FieldFrameProps } from "./Field";
import { texts } from "./texts";
import "./DateField.css";

const CalendarPopover = lazy(() => import("./CalendarPopover"));

export type DateFieldProps = FieldFrameProps & {
  /** What stands in the field, typed or formatted. */
  text: string;
  /** The date as it is, for the month to open on. */
  date: string | null;
  onType: (text: string) => void;
  onPick: (date: string) => void;
  onBlur?: () => void;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  /** The name in full where the label is short. */
  name?: string;
  ref?: Ref<HTMLInputElement>;
};

export function DateField({ text, date, onType, onPick, name, label, readOnly, ...rest }: DateFieldProps) {
  const [open, setOpen] = useState(false);
  const whole = name ?? label;
  const locked = typeof readOnly === "string";
  const picker =
    locked ? undefined : (
      <DialogTrigger isOpen={open} onOpenChange={setOpen}>
        <Button className="calendar-button" aria-label={texts.common.pickDate(whole)} excludeFromTabOrder>
          <Calendar size={14} strokeWidth={1.75} aria-hidden />
        </Button>
        <Popover className="calendar-popover" placement="bottom end">
          <Dialog aria-label={whole}>
            <Suspense fallback={null}>
              <CalendarPopover
                label={whole}
                value={date}
                onPick={(picked) => {
                  setOpen(false);
                  onPick(picked);
                }}
              />
            </Suspense>
          </Dialog>
        </Popover>
      </DialogTrigger>
    );
  return (
    <TextField
      {...rest}
      label={label}
      accessibleName={whole}
      readOnly={readOnly}
      value={text}
      onChange={onType}
      onKeyDown={(event) => {
        if (event.key === "ArrowDown" && event.altKey && !locked) {
          event.preventDefault();
          setOpen(true);
          return;
        }
        rest.onKeyDown?.(event);
      }}
      after={picker}
      numeric
    />
  );
}
