// A value that something dear to draw follows: at once where it changes now and then, and only where it comes to rest
// while it changes again and again.

import { startTransition, useEffect, useRef, useState } from "react";

export function useFollowed<T>(value: T, restMs: number): T {
  const [followed, setFollowed] = useState(value);
  const changedAt = useRef(-Infinity);
  useEffect(() => {
    if (Object.is(value, followed)) return;
    const follow = () => startTransition(() => setFollowed(value));
    const now = performance.now();
    const passing = now - changedAt.current < restMs;
    changedAt.current = now;
    if (!passing) return follow();
    const timer = setTimeout(follow, restMs);
    return () => clearTimeout(timer);
  }, [value, followed, restMs]);
  return followed;
}
