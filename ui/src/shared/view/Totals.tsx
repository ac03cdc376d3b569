// The strip below a view: what the selection, the view, or everything costs. While one drags it shows the result instead.

import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { useRead, type Totals as Sums } from "../../ipc";
import { Segmented } from "../Field";
import { count, direction, money, signedMoney, signedPercent } from "../format";
import { texts } from "../texts";
import { chosenIds, type Planning } from "./planning";
import { EVERYTHING, unsorted } from "./spec";

type Of = "selection" | "view" | "all";
/** What a drag would make of the totals that it concerns. */
export type TotalsPreview = { totals: Sums; delta: Sums };
export type TotalsProps = { planning: Planning; currency: string; preview?: TotalsPreview | null };

export function Totals({ planning, currency, preview = null }: TotalsProps) {
  const t = texts.planning.totals;
  const [asked, setOf] = useState<Of>("selection");
  const { query, range } = planning;
  const ids = chosenIds(planning);
  const of: Of = asked === "selection" && ids.length === 0 ? "view" : asked;
  const view = useRead("record_totals", { query: unsorted(query) }, { keepPrevious: true }).data;
  const all = useRead("record_totals", { query: EVERYTHING }, { keepPrevious: true }).data;
  const chosen = useRead("record_totals", { query: { ...EVERYTHING, only: ids } }, { keepPrevious: true, enabled: ids.length > 0 }).data;
  const shown = preview?.totals ?? { selection: chosen, view, all }[of];
  const tally = (totals: Sums | undefined) => (totals === undefined ? "" : count(totals.count));
  return (
    <section className="totals" aria-label={texts.records.totals.strip}>
      <Segmented
        aria-label={texts.records.totals.of}
        value={of}
        onChange={setOf}
        choices={[
          { value: "selection", label: t.selection, tally: count(ids.length) },
          { value: "view", label: texts.records.totals.view, tally: tally(view) },
          { value: "all", label: texts.records.totals.all, tally: tally(all) },
        ]}
      />
      {shown && <Figures totals={shown} delta={preview?.delta ?? null} currency={currency} cells={of === "selection" && preview === null ? (range?.cells ?? null) : null} />}
      <span className="grow" />
      <span className={preview === null ? "dense muted wide-only" : "dense strong"} role="status">
        {preview === null ? texts.records.totals.planLocked : t.preview}
      </span>
    </section>
  );
}

type FiguresProps = { totals: Sums; delta: Sums | null; currency: string; cells: number | null };

function Figures({ totals, delta, currency, cells }: FiguresProps) {
  const t = texts.records;
  const more = (value: string | undefined) => (value === undefined || direction(value) === "even" ? null : signedMoney(value, currency));
  return (
    <>
      <Total label={t.plan} band="plan" value={money(totals.plan, currency)} more={more(delta?.plan)} />
      <Total label={t.forecast} band="forecast" value={money(totals.forecast, currency)} more={more(delta?.forecast)} />
      <Total label={t.actual} band="actual" value={money(totals.actual, currency)} more={more(delta?.actual)} />
      <Variance value={totals.variance} plan={totals.plan} currency={currency} more={more(delta?.variance)} />
      <Total label={t.totals.records} value={count(totals.count)} more={cells === null ? null : `· ${texts.planning.totals.cells(cells)}`} />
    </>
  );
}

type TotalProps = { label: string; band?: "plan" | "forecast" | "actual"; value: string; more: string | null };

function Total({ label, band, value, more }: TotalProps) {
  return (
    <div className="total">
      <span className="label">
        {band && <span className={`key ${band}`} aria-hidden />}
        {label}
      </span>
      <b>
        {value} {more !== null && <span className="muted">{more}</span>}
      </b>
    </div>
  );
}

function Variance({ value, plan, currency, more }: { value: string; plan: string; currency: string; more: string | null }) {
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
        {signedMoney(value, currency)} {more !== null ? <span className="muted">{more}</span> : percent !== null && <span className="muted">{percent}</span>}
      </b>
    </div>
  );
}
