// One tooltip for the whole grid: a badge's time or reason, a draft cell's old and new value.

import { useEffect, useState, type RefObject } from "react";
import { useRead, type Field, type Row } from "../../../ipc";
import { daysBetween, valueText } from "../../../shared/format";
import { KIND_OF } from "../../../shared/labels";
import { texts } from "../../../shared/texts";
import { badgeTooltip } from "../badge";

const AFTER_MS = 300;

type Target = { left: number; top: number; index: number; field: Field | null };
export type GridTipProps = { scroller: RefObject<HTMLDivElement | null>; rowAt: (index: number) => Row | undefined };

export function GridTip({ scroller, rowAt }: GridTipProps) {
  const target = useTarget(scroller);
  const row = target === null ? undefined : rowAt(target.index);
  if (target === null || row === undefined) return null;
  return (
    <div className="tooltip grid-tip" role="tooltip" style={{ left: target.left, top: target.top }}>
      {target.field === null ? badgeTooltip(row) : <DraftTip row={row} field={target.field} />}
    </div>
  );
}

function DraftTip({ row, field }: { row: Row; field: Field }) {
  const t = texts.records;
  const detail = useRead("record_show", { pfaId: row.pfaId }).data;
  const mine = row.values[field] ?? null;
  if (detail === undefined) return t.draftCell;
  const base = detail.mirror[field] ?? null;
  const isDate = KIND_OF[field] === "date" && typeof base === "string" && typeof mine === "string";
  const days = isDate ? daysBetween(base, mine) : 0;
  return (
    <>
      {t.draftTip(valueText(field, base), valueText(field, mine))}{" "}
      <span className="second">
        {days !== 0 && <>· {t.draftDays(days > 0 ? `+${days}` : `\u2212${-days}`)} </>}· {t.wasVersion(detail.mirrorVersion)}
      </span>
    </>
  );
}

/** What the pointer or the focus rests on, after a moment; nothing while the grid scrolls. */
function useTarget(scroller: RefObject<HTMLDivElement | null>): Target | null {
  const [target, setTarget] = useState<Target | null>(null);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = () => {
      clearTimeout(timer);
      setTarget(null);
    };
    const rest = (event: Event) => {
      leave();
      const over = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tip]") : null;
      if (over !== null) timer = setTimeout(() => setTarget(targetOf(over)), AFTER_MS);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key === "Escape") leave();
    };
    element.addEventListener("pointerover", rest);
    element.addEventListener("focusin", rest);
    element.addEventListener("pointerleave", leave);
    element.addEventListener("focusout", leave);
    element.addEventListener("scroll", leave);
    element.addEventListener("keydown", escape);
    return () => {
      leave();
      element.removeEventListener("pointerover", rest);
      element.removeEventListener("focusin", rest);
      element.removeEventListener("pointerleave", leave);
      element.removeEventListener("focusout", leave);
      element.removeEventListener("scroll", leave);
      element.removeEventListener("keydown", escape);
    };
  }, [scroller]);
  return target;
}

function targetOf(over: HTMLElement): Target {
  const place = over.getBoundingClientRect();
  const below = place.bottom + 36 < window.innerHeight;
  return {
    left: Math.min(place.left, window.innerWidth - 360),
    top: below ? place.bottom + 4 : place.top - 34,
    index: Number(over.dataset.at?.split(":")[0]),
    field: (over.dataset.field as Field | undefined) ?? null,
  };
}
