// The strip below the grid: what the view, or everything, costs.

import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { useRead, type RecordQuery } from "../../ipc";
import { count, direction, money, signedMoney, signedPercent } from "../../shared/format";
import { Segmented } from "../../shared/Field";
import { texts } from "../../shared/texts";
import { EVERYTHING, unsorted } from "./view";

type Of = "view" | "all";
export type TotalsProps = { query: RecordQuery; currency: string };

export function Totals({ query, currency }: TotalsProps) {
  const t = texts.records.totals;
  const [of, setOf] = useState<Of>("view");
  const view = useRead("record_totals", { query: unsorted(query) }, { keepPrevious: true }).data;
  const all = useRead("record_totals", { query: EVERYTHING }, { keepPrevious: true }).data;
  const shown = of === "view" ? view : all;
  const tally = (totals: typeof view) => (totals === undefined ? "" : count(totals.count));
  return (
    <section className="totals" aria-label={t.strip}>
      <Segmented
        aria-label={t.of}
        value={of}
        onChange={setOf}
        choices={[
          { value: "view", label: t.view, tally: tally(view) },
          { value: "all", label: t.all, tally: tally(all) },
        ]}
      />
      {shown && (
        <>
          <Total label={texts.records.plan} band="plan" value={money(shown.plan, currency)} />
          <Total label={texts.records.forecast} band="forecast" value={money(shown.forecast, currency)} />
          <Total label={texts.records.actual} band="actual" value={money(shown.actual, currency)} />
          <Variance value={shown.variance} plan={shown.plan} currency={currency} />
          <Total label={t.records} value={count(shown.count)} />
          <span className="grow" />
          <span className="dense muted wide-only">{t.planLocked}</span>
        </>
      )}
    </section>
  );
}

function Total({ label, band, value }: { label: string; band?: "plan" | "forecast" | "actual"; value: string }) {
  return (
    <div className="total">
      <span className="label">
        {band && <span className={`key ${band}`} aria-hidden />}
        {label}
      </span>
      <b>{value}</b>
    </div>
  );
}

function Variance({ value, plan, currency }: { value: string; plan: string; currency: string }) {
  const way = direction(value);
  const percent = signedPercent(value, plan);
  const Arrow = way === "under" ? ArrowDown : ArrowUp;
  return (
    <div className="total">
      <span className="label">
        {way !== "even" && <Arrow size={12} strokeWidth={2.25} aria-hidden />}
        {texts.records.variance}
      </span>
      <b className={way}>
        {signedMoney(value, currency)} {percent !== null && <span className="muted">{percent}</span>}
      </b>
    </div>
  );
}
