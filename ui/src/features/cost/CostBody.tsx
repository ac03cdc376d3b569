// The chart above the matrix, on the same months: they scroll as one, and share out the room there is.

import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { CostMatrix as Matrix, CostScale } from "../../ipc";
import type { Planning } from "../../shared/view/planning";
import { CostChart } from "./CostChart";
import { CostMatrix } from "./CostMatrix";
import { placesOf, type Room } from "./places";

/** What there is taken to be before it was measured. */
const UNMEASURED: Room = { width: 1100, height: 600 };

export type CostBodyProps = { matrix: Matrix; scale: CostScale; planning: Planning; currency: string; today: string };

export function CostBody({ matrix, scale, planning, currency, today }: CostBodyProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(UNMEASURED);
  const [scrolled, setScrolled] = useState({ top: 0, left: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      if (element.clientWidth > 0) setRoom({ width: element.clientWidth, height: element.clientHeight });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const places = useMemo(() => placesOf(matrix.periods.length, room), [matrix.periods.length, room]);
  return (
    <div className="cost-scroll" ref={scroller} onScroll={({ currentTarget: at }) => setScrolled({ top: at.scrollTop, left: at.scrollLeft })}>
      <div className="cost-canvas" style={{ width: places.width }}>
        <CostChart matrix={matrix} scale={scale} currency={currency} today={today} places={places} />
        <CostMatrix
          matrix={matrix}
          scale={scale}
          planning={planning}
          currency={currency}
          today={today}
          places={places}
          scrolled={scrolled}
          onScroll={(to) => scroller.current?.scrollTo(to)}
        />
      </div>
    </div>
  );
}
