// The way between the screens, with what waits for a person.

import { Activity, ChartLine, ChartNoAxesGantt, LifeBuoy, OctagonX, ScrollText, Settings, Split, Table2, type LucideIcon } from "lucide-react";
import { Button } from "react-aria-components";
import type { SyncStatus } from "../ipc";
import { count } from "../shared/format";
import { texts } from "../shared/texts";
import { Tooltip } from "../shared/Tooltip";
import { useNarrow } from "../shared/useNarrow";
import { Mark } from "./Mark";
import type { Screen } from "./navigation";

export type RailProps = { screen: Screen; onShow: (screen: Screen) => void; counts: SyncStatus["counts"] | undefined; name: string };

export function Rail({ screen, onShow, counts, name }: RailProps) {
  const t = texts.app;
  const link = (to: Screen, label: string, icon: LucideIcon, waits?: number) => (
    <RailLink label={label} icon={icon} waits={waits ?? 0} tone={to} current={screen === to} onPress={() => onShow(to)} />
  );
  return (
    <nav className="rail" aria-label={t.main}>
      <div className="rail-brand">
        <Mark />
        <span>{texts.common.product}</span>
      </div>
      <h2>{t.plan}</h2>
      {link("grid", t.grid, Table2)}
      {link("timeline", t.timeline, ChartNoAxesGantt)}
      {link("cost", t.cost, ChartLine)}
      <h2>{t.sync}</h2>
      {link("activity", t.activity, Activity)}
      {link("conflicts", t.conflicts, Split, counts?.conflict)}
      {link("failed", t.failed, OctagonX, counts?.failed)}
      {link("audit", t.audit, ScrollText)}
      <div className="rail-foot">
        {link("support", t.support, LifeBuoy)}
        {link("settings", t.settings, Settings)}
        <div className="rail-user" title={name}>
          <span className="rail-avatar" aria-hidden>
            {initials(name)}
          </span>
          <span className="ellipsis">{name}</span>
        </div>
      </div>
    </nav>
  );
}

type RailLinkProps = { label: string; icon: LucideIcon; waits: number; tone: Screen; current: boolean; onPress: () => void };

function RailLink({ label, icon: Icon, waits, tone, current, onPress }: RailLinkProps) {
  const name = waits > 0 ? `${label}, ${count(waits)} ${texts.app.open}` : label;
  return (
    <Tooltip text={name} placement="right" isDisabled={!useNarrow()}>
      <Button className={current ? "rail-link current" : "rail-link"} onPress={onPress} aria-current={current ? "page" : undefined}>
        <Icon size={16} strokeWidth={1.75} aria-hidden />
        <span className="rail-label">{label}</span>
        {waits > 0 && (
          <span className={`rail-count ${tone}`}>
            {count(waits)}
            <span className="visually-hidden"> {texts.app.open}</span>
          </span>
        )}
      </Button>
    </Tooltip>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
}
