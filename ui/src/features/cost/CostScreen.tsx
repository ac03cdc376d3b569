// What the view costs over time: the chart, the matrix below it on the same months, and the totals.

import { useState } from "react";
import { useRead, type CostScale } from "../../ipc";
import { useCurrency } from "../../shared/currency";
import { ErrorState } from "../../shared/ErrorState";
import { ScaleChoice } from "../../shared/view/ScaleChoice";
import { money } from "../../shared/format";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { NoLines } from "../../shared/view/NoLines";
import type { Planning } from "../../shared/view/planning";
import type { Tools } from "../../shared/view/tools";
import { Totals } from "../../shared/view/Totals";
import { ViewBar } from "../../shared/view/ViewBar";
import { CostBody } from "./CostBody";
import "./cost.css";

const SCALES: readonly CostScale[] = ["month", "quarter", "year"];

export type CostScreenProps = { planning: Planning; tools: Tools; filtersOpen: boolean; onFiltersOpen: (open: boolean) => void; today?: string };

export function CostScreen({ planning, tools, filtersOpen, onFiltersOpen, today: asked }: CostScreenProps) {
  const t = texts.cost;
  const [scale, setScale] = useState<CostScale>("month");
  // What is folded hides lines here; it does not change what is asked.
  const query = { ...planning.query, folded: [], sort: [] };
  const read = useRead("cost_matrix", { query, scale, from: null, to: null }, { keepPrevious: true });
  const currency = useCurrency();
  const today = asked ?? localDate(new Date());
  const undated = read.data?.lines[0]?.undated;
  return (
    <main className="cost-screen">
      <h1 className="visually-hidden">{t.label}</h1>
      <ViewBar planning={planning} tools={tools} filtersOpen={filtersOpen} onFiltersOpen={onFiltersOpen}>
        <ScaleChoice label={t.scale} value={scale} onChange={setScale} choices={SCALES.map((one) => ({ value: one, label: t.scales[one] }))} />
      </ViewBar>
      <div className="cost-work">
        {read.error ? (
          <ErrorState error={read.error} onRetry={() => void read.refetch()} />
        ) : read.data === undefined ? (
          <Loading loading rows={14}>
            {null}
          </Loading>
        ) : read.data.lines[0]?.count === 0 ? (
          <NoLines planning={planning} />
        ) : (
          <CostBody matrix={read.data} scale={scale} planning={planning} currency={currency} today={today} />
        )}
      </div>
      {undated !== undefined && undated.forecast !== "0.00" && (
        <p className="cost-note dense muted">
          {t.undated}: {money(undated.forecast, currency)}. {t.undatedHelp}
        </p>
      )}
      <Totals planning={planning} currency={currency} />
    </main>
  );
}

function localDate(now: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
