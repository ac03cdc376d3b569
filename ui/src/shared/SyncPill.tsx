// Where sync stands, always in sight. A click leads to the activity; it is spoken at most every 10 s.

import { CircleAlert, CircleCheck, Clock, CloudOff, TriangleAlert, type LucideIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";
import type { SyncStatus } from "../ipc";
import { pillState, pillTooltip, type PillState, type PillTone } from "./syncState";
import { Tooltip } from "./Tooltip";
import "./SyncPill.css";

const SPOKEN_EVERY_MS = 10_000;

export type SyncPillProps = { status: SyncStatus; onPress: () => void };

export function SyncPill({ status, onPress }: SyncPillProps) {
  const now = useNow(15_000);
  const state = pillState(status, now);
  const words = state.more === null ? state.word : `${state.word}, ${state.more}`;
  return (
    <>
      <Tooltip text={pillTooltip(status, now)}>
        <Button className={`pill ${state.tone}`} onPress={onPress} data-testid="sync-pill">
          <PillIcon state={state} offline={status.connection !== "online"} />
          {state.word}
          {state.more !== null && <span className="pill-more">· {state.more}</span>}
        </Button>
      </Tooltip>
      <span role="status" aria-live="polite" className="visually-hidden">
        {useSpoken(words)}
      </span>
    </>
  );
}

const ICON: Record<Exclude<PillTone, "busy">, LucideIcon> = {
  ok: CircleCheck,
  offline: CloudOff,
  attention: TriangleAlert,
  bad: CircleAlert,
};

function PillIcon({ state, offline }: { state: PillState; offline: boolean }) {
  if (state.tone === "busy") return <Ring part={state.part ?? 0.25} />;
  const Icon = state.tone === "offline" && !offline ? Clock : ICON[state.tone];
  return <Icon size={14} strokeWidth={1.75} aria-hidden />;
}

const LENGTH = 2 * Math.PI * 6;

function Ring({ part }: { part: number }) {
  return (
    <svg className="pill-ring" viewBox="0 0 16 16" aria-hidden>
      <circle className="track" cx="8" cy="8" r="6" />
      <circle className="part" cx="8" cy="8" r="6" strokeDasharray={`${part * LENGTH} ${LENGTH}`} />
    </svg>
  );
}

/** The words, changing no more often than a listener can bear; the last ones are always said. */
function useSpoken(words: string): string {
  const [spoken, setSpoken] = useState(words);
  const last = useRef(0);
  useEffect(() => {
    if (words === spoken) return;
    const wait = Math.max(0, last.current + SPOKEN_EVERY_MS - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      setSpoken(words);
    }, wait);
    return () => clearTimeout(timer);
  }, [words, spoken]);
  return spoken;
}

function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
