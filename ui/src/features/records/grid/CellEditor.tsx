// The editor in a cell: text in place, raised; a value that cannot be saved stays with its message.

import { CircleAlert } from "lucide-react";
import { lazy, Suspense, useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { EMPTY } from "../../../shared/format";
import { Kbd } from "../../../shared/Kbd";
import { MAX_LENGTH } from "../../../shared/labels";
import { texts } from "../../../shared/texts";
import { readTyped } from "../../../shared/typed";
import { typedInCell } from "../scratch";
import type { Column } from "./columns";
import type { Editing, Leave } from "./editing";
import type { RowActions } from "./GridRow";

/** A text grows out of its cell as far as this, then it scrolls. */
const WIDEST_CH = 60;
/** Its frame, and room for the caret. */
const AROUND_PX = 18;

const CellPicker = lazy(() => import("./CellPicker"));

export type CellEditorProps = { editing: Editing; column: Column; fills: number; above: boolean; actions: RowActions };

export function CellEditor({ editing, column, fills, above, actions }: CellEditorProps) {
  const [text, setText] = useState(editing.text);
  const [picking, setPicking] = useState(editing.picker);
  // What was given to be saved; another state of the cell answers it.
  const [given, setGiven] = useState<Editing | null>(null);
  const busy = given === editing;
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const t = texts.planning.edit;
  useLayoutEffect(() => {
    input.current?.focus({ preventScroll: true });
    if (editing.mode === "edit") input.current?.select();
  }, [editing.mode]);
  // Until it is left, the text stands here alone.
  useEffect(() => () => typedInCell(null), []);
  const leave = (way: Leave) => {
    if (busy) return;
    setGiven(editing);
    actions.commit(text, way);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    event.stopPropagation();
    const way = leaveOf(event, editing.mode);
    if (event.key === "Escape") actions.cancel();
    else if (event.key === "ArrowDown" && event.altKey) setPicking(true);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) actions.fill(text);
    else if (way !== null) leave(way);
    else return;
    event.preventDefault();
  };
  const message = editing.message;
  return (
    <>
      <input
        ref={input}
        className="cell-input"
        value={text}
        style={{ minWidth: `calc(${Math.min(text.length, WIDEST_CH)}ch + ${AROUND_PX}px)` }}
        readOnly={busy}
        maxLength={MAX_LENGTH[editing.field]}
        autoComplete="off"
        spellCheck={false}
        aria-label={editing.name}
        aria-invalid={message === null ? undefined : true}
        aria-describedby={message === null ? undefined : id}
        onChange={(event) => {
          setText(event.target.value);
          typedInCell({ pfaId: editing.pfaId, field: editing.field, text: event.target.value });
        }}
        onKeyDown={press}
        onBlur={() => {
          // Another window in front is no leaving of the cell.
          if (!picking && !busy && document.activeElement !== input.current) leave("blur");
        }}
      />
      {message !== null && (
        <div className={above ? "cell-message above" : "cell-message"} role="alert" id={id} ref={keepInside}>
          <CircleAlert size={12} strokeWidth={2.25} aria-hidden />
          <span>{message}</span>
        </div>
      )}
      {message === null && fills > 1 && (
        <div className={above ? "cell-hint above" : "cell-hint"} aria-hidden ref={keepInside}>
          <span>
            <Kbd>Enter</Kbd> {t.thisCell}
          </span>
          <span>
            <Kbd>Ctrl</Kbd>
            <Kbd>Enter</Kbd> {t.all(fills)}
          </span>
        </div>
      )}
      {picking && (
        <Suspense fallback={null}>
          <CellPicker
            anchor={input}
            field={editing.field}
            name={t.pick(column.name)}
            value={valueOf(editing, text)}
            onPick={(value) => {
              setPicking(false);
              setGiven(editing);
              actions.pick(value);
            }}
            onClose={() => {
              setPicking(false);
              input.current?.focus({ preventScroll: true });
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** Turns what stands beside a cell to its other side where the grid ends. */
function keepInside(element: HTMLElement | null): void {
  const edge = element?.closest(".grid-scroll")?.getBoundingClientRect().right;
  if (element && edge !== undefined && element.getBoundingClientRect().right > edge) element.classList.add("to-left");
}

function leaveOf(event: KeyboardEvent, mode: Editing["mode"]): Leave | null {
  switch (event.key) {
    case "Enter":
      return event.shiftKey ? "up" : "down";
    case "Tab":
      return event.shiftKey ? "left" : "right";
    case "ArrowDown":
      return mode === "type" ? "down" : null;
    case "ArrowUp":
      return mode === "type" ? "up" : null;
    case "ArrowLeft":
      return mode === "type" ? "left" : null;
    case "ArrowRight":
      return mode === "type" ? "right" : null;
    default:
      return null;
  }
}

/** The value as typed where it can be read. */
function valueOf(editing: Editing, text: string): string | null {
  const read = readTyped(editing.field, text === EMPTY ? "" : text);
  return "value" in read && typeof read.value === "string" ? read.value : null;
}
