// What each side and the result cost, at the foot of a conflict.
import { ArrowDown, ArrowUp } from "lucide-react";
import type { Cost } from "../../ipc";
import { money, signedMoney } from "../../shared/format";
import { conflicts as t } from "../../shared/texts/conflicts";
import type { TableProps } from "./ConflictTable";


/** Forecast cost and variance to plan of yours, PEMS and the result. */
export function CostRows({ conflict, preview, currency }: TableProps) {
  const costs: (Cost | undefined)[] = [conflict.mineCost, conflict.pemsCost, preview?.cost];
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
