// The failed changes, one a row: what happened in a sentence, and who acts.
import { CircleHelp, Lock, OctagonX, Server, User, UserCog, type LucideIcon } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { FailedItem } from "../../ipc";
import { clockTime } from "../../shared/format";
import { texts } from "../../shared/texts";

const t = texts.failed;

export const WHO_ICONS: Record<FailedItem["whoActs"], LucideIcon> = {
  you: User,
  pems_support: Server,
  pems_administrator: UserCog,
};

type Props = { items: FailedItem[]; chosen: string; onChoose: (pfaId: string) => void };

/** A list to choose from, with the arrow keys as well. */
export function FailedList({ items, chosen, onChoose }: Props) {
  function onKeyDown(event: KeyboardEvent<HTMLButtonElement>, index: number) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = items[index + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    onChoose(next.pfaId);
    const list = event.currentTarget.closest("ul");
    list?.querySelectorAll<HTMLButtonElement>("button").item(index + step).focus();
  }

  return (
    <div className="fa-list">
      <ul aria-label={t.list}>
        {items.map((item, index) => (
          <li key={item.pfaId}>
            <button
              type="button"
              className="fa-item"
              aria-current={item.pfaId === chosen}
              onClick={() => onChoose(item.pfaId)}
              onKeyDown={(event) => onKeyDown(event, index)}
            >
              <CauseIcon item={item} />
              <span className="fa-item-head">
                <b>{item.pfaId}</b>
                <span className="fa-item-name">{item.description}</span>
                <time dateTime={item.since}>{clockTime(item.since)}</time>
              </span>
              <span className="fa-item-reason">{item.reason}</span>
              <span className="fa-item-foot">
                <Who who={item.whoActs} />
                <span>{t.short[item.cause](item.attempts.length)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className="fa-footnote">{t.footnote}</p>
    </div>
  );
}

function CauseIcon({ item }: { item: FailedItem }) {
  const Icon = item.cause === "forbidden" ? Lock : item.cause === "no_answer" ? CircleHelp : OctagonX;
  return <Icon className="fa-cause" size={16} strokeWidth={1.75} aria-hidden="true" />;
}

function Who({ who }: { who: FailedItem["whoActs"] }) {
  const Icon = WHO_ICONS[who];
  return (
    <span className="fa-who">
      <Icon size={12} strokeWidth={2} aria-hidden="true" />
      {t.who[who]}
    </span>
  );
}
