// The shape of what is coming. It appears after 200 ms and then stays for 300 ms at least, so that nothing flickers.

import { useEffect, useRef, useState, type ReactNode } from "react";
import { texts } from "./texts";
import "./Skeleton.css";

const AFTER_MS = 200;
const AT_LEAST_MS = 300;

/** Whether to show a skeleton now, for something that is loading or not. */
export function useSkeleton(loading: boolean): boolean {
  const [shown, setShown] = useState(false);
  const since = useRef(0);
  useEffect(() => {
    if (loading === shown) return;
    const wait = loading ? AFTER_MS : Math.max(0, since.current + AT_LEAST_MS - performance.now());
    const timer = setTimeout(() => {
      since.current = performance.now();
      setShown(loading);
    }, wait);
    return () => clearTimeout(timer);
  }, [loading, shown]);
  return shown;
}

export type SkeletonProps = { label?: string; rows?: number };

/** Skeleton rows that wait 200 ms before they appear; for a place that is rendered only while it loads. */
export function Skeleton({ label, rows = 6 }: SkeletonProps) {
  return useSkeleton(true) ? <SkeletonRows rows={rows} label={label} /> : null;
}

export type LoadingProps = { loading: boolean; rows?: number; children: ReactNode };

/** Skeleton rows while loading, nothing in the first moment, then the children. */
export function Loading({ loading, rows = 6, children }: LoadingProps) {
  const shown = useSkeleton(loading);
  if (shown) return <SkeletonRows rows={rows} />;
  return loading ? null : <>{children}</>;
}

/** Rows shaped like a list. */
export function SkeletonRows({ rows, label = texts.common.loading }: { rows: number; label?: string | undefined }) {
  return (
    <div className="skeleton-rows" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <span className="skeleton-row" key={index} style={{ opacity: 1 - (index / rows) * 0.7 }}>
          <SkeletonBar />
          <SkeletonBar />
          <SkeletonBar width={`${46 + ((index * 23) % 40)}%`} />
          <SkeletonBar />
          <SkeletonBar />
        </span>
      ))}
    </div>
  );
}

/** One bar. */
export function SkeletonBar({ width = "100%" }: { width?: string }) {
  return <span className="skeleton-bar" style={{ width }} />;
}
