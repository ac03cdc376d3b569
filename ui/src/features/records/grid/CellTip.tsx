// Why a cell cannot be written, at the cell; spoken, and gone with the next key.

import { useLayoutEffect, useRef, type RefObject } from "react";
import { elementAt } from "./cursor";
import type { Refusal } from "./editing";

export type CellTipProps = { scroller: RefObject<HTMLDivElement | null>; refusal: Refusal | null };

export function CellTip({ scroller, refusal }: CellTipProps) {
  const tip = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = refusal === null ? undefined : elementAt(scroller.current, refusal)?.getBoundingClientRect();
    if (box === undefined || tip.current === null) return;
    tip.current.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - 368))}px`;
    tip.current.style.top = `${box.bottom + 48 < window.innerHeight ? box.bottom + 4 : box.top - 34}px`;
  }, [refusal, scroller]);
  return (
    <div className={refusal === null ? "visually-hidden" : "tooltip cell-tip"} role="status" ref={tip}>
      {refusal?.message}
    </div>
  );
}
