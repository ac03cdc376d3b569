// The three ways to settle a conflict, as one group of radio buttons. Digits choose them from anywhere in the window.
import type { RefObject } from "react";
import type { ConflictDetail } from "../../ipc";
import { Kbd } from "../../shared/Kbd";
import { texts } from "../../shared/texts";
import { pickable, unchosen, type Chosen, type Strategy } from "./choice";

const t = texts.conflicts;

export const STRATEGIES: readonly Strategy[] = ["mine", "pems", "merge"];

type Props = {
  conflict: ConflictDetail;
  chosen: Chosen;
  onChoose: (strategy: Strategy) => void;
  /** The chosen radio button, which has the focus at first. */
  first: RefObject<HTMLInputElement | null>;
};

/** Use mine, Use PEMS, Merge. */
export function Strategies({ conflict, chosen, onChoose, first }: Props) {
  const mine = conflict.rows.filter((row) => row.mine !== row.base).length;
  const toChoose = pickable(conflict).length;
  const text: Record<Strategy, string> = {
    mine: t.mineText(mine, conflict.pemsVersion),
    pems: t.pemsText(mine, conflict.pemsVersion),
    merge: t.mergeText(toChoose, toChoose - unchosen(conflict, chosen).length),
  };
  return (
    <div className="cf-strategies" role="radiogroup" aria-label={t.howToSettle}>
      {STRATEGIES.map((strategy, index) => {
        const on = chosen.strategy === strategy;
        return (
          <label key={strategy} className={on ? "cf-strategy cf-on" : "cf-strategy"}>
            <input
              ref={on ? first : null}
              type="radio"
              className="cf-radio"
              name="strategy"
              checked={on}
              aria-label={t[strategy]}
              aria-describedby={`strategy-${strategy}`}
              onChange={() => onChoose(strategy)}
            />
            <span className="cf-strategy-name" aria-hidden="true">
              {t[strategy]}
            </span>
            <Kbd>{String(index + 1)}</Kbd>
            <span className="cf-strategy-text" id={`strategy-${strategy}`}>
              {text[strategy]}
            </span>
          </label>
        );
      })}
    </div>
  );
}
