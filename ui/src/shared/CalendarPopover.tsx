// The month behind a date field; loaded when it is first opened.

import { parseDate } from "@internationalized/date";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { Calendar, CalendarCell, CalendarGrid, CalendarGridBody, CalendarGridHeader, CalendarHeaderCell, Heading } from "react-aria-components";
import { Button } from "./Button";

export type CalendarPopoverProps = { label: string; value: string | null; onPick: (date: string) => void };

export default function CalendarPopover({ label, value, onPick }: CalendarPopoverProps) {
  return (
    <Calendar
      aria-label={label}
      // The popover was opened to pick a day.
      // eslint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      defaultValue={value === null ? null : parseDate(value)}
      minValue={parseDate("1990-01-01")}
      maxValue={parseDate("2100-12-31")}
      onChange={(date) => onPick(date.toString())}
    >
      <header className="calendar-head">
        <Button slot="previous" variant="quiet" size="small" icon={ChevronLeft} />
        <Heading />
        <Button slot="next" variant="quiet" size="small" icon={ChevronRight} />
      </header>
      <CalendarGrid className="calendar-grid">
        <CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
        <CalendarGridBody>{(date) => <CalendarCell date={date} className="calendar-day" />}</CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  );
}
