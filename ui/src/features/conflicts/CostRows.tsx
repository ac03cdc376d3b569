// What each side and the result cost, at the foot of a conflict.
import { ArrowDown, ArrowUp } from "lucide-react";
import type { Cost } from "../../ipc";
import { money, signedMoney } from "../../shared/format";
import { texts } from "../../shared/texts";
import { unchosen } from "./choice";
import type { TableProps } from "./ConflictTable";

const t = texts.conflicts;


/** Forecast cost and variance to plan of yours, PEMS and the result. */
export function CostRows({ conflict, chosen, preview, currency }: TableProps) {
  // While a side is missing there is no result to be worked out.
  const result = unchosen(conflict, chosen).length > 0 ? undefined : preview?.cost;
  const costs: (Cost | undefined)[] = [conflict.mineCost, conflict.pemsCost, result];
  return (
    <>
      <div className="cf-row cf-cost" role="row">
        <div role="rowheader">{t.forecastCost}</div>
        <div role="cell" className="cf-base" />
        {costs.map((cost, index) => (
          <div role="cell" key={index}>
            {cost === undefined ? "" : cost.forecast === null ? <i>{t.notWorkedOut}</i> : money(cost.forecast, currency)}
          </div>
        ))}
      </div>
      <div className="cf-row cf-cost" role="row">
        <div role="rowheader">{t.variance}</div>
        <div role="cell" className="cf-base" />
        {costs.map((cost, index) => (
          <div role="cell" key={index}>
            {cost !== undefined && <Variance value={cost.variance} currency={currency} />}
          </div>
        ))}
      </div>
    </>
  );
}

function Variance({ value, currency }: { value: string | null; currency: string }) {
  if (value === null) return <i>–</i>;
  if (/^-?0(\.0+)?$/.test(value)) return <span>{money("0.00", currency)}</span>;
  const under = value.startsWith("-");
  const Arrow = under ? ArrowDown : ArrowUp;
  return (
    <span className={under ? "cf-variance cf-under" : "cf-variance cf-over"}>
      <Arrow size={12} strokeWidth={2.25} aria-hidden="true" />
      {signedMoney(value, currency)}
    </span>
  );
}
