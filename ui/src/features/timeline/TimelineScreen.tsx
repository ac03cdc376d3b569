// The timeline with its bars and totals.

import { useMemo, useState } from "react";
import type { Row } from "../../ipc";
import { Button, Toggle } from "../../shared/Button";
import { useCurrency } from "../../shared/currency";
import { ErrorState } from "../../shared/ErrorState";
import { ScaleChoice } from "../../shared/view/ScaleChoice";
import { usePermission } from "../../shared/organization";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { useLines } from "../../shared/view/lines";
import { NoLines } from "../../shared/view/NoLines";
import type { Planning } from "../../shared/view/planning";
import type { Tools } from "../../shared/view/tools";
import { Totals } from "../../shared/view/Totals";
import { ViewBar } from "../../shared/view/ViewBar";
import type { Range } from "../../shared/view/windowing";
import { calendarDate, dayOf, SCALES } from "./geometry";
import { Timeline } from "./Timeline";
import { useAxis } from "./useAxis";
import { useDrag } from "./useDrag";

export type TimelineScreenProps = {
  planning: Planning;
  tools: Tools;
  filtersOpen: boolean;
  onFiltersOpen: (open: boolean) => void;
  onBadge: (row: Row) => void;
  onOpenRecord: (pfaId: string) => void;
  /** The calendar date of today; the machine's unless a test says otherwise. */
  today?: string;
};

/** The chart's width before it was measured. */
const UNMEASURED_PX = 900;

export function TimelineScreen({ planning, tools, filtersOpen, onFiltersOpen, onBadge, onOpenRecord, today: asked }: TimelineScreenProps) {
  const t = texts.timeline;
  const [range, setRange] = useState<Range>({ first: 0, last: 0 });
  const [width, setWidth] = useState(UNMEASURED_PX);
  const [snap, setSnap] = useState(true);
  const today = dayOf(asked ?? calendarDate(new Date()));
  const lines = useLines(planning.query, range);
  const axis = useAxis(planning, today, width);
  const [forecast, actuals] = [usePermission("editForecast"), usePermission("editActuals")];
  const may = useMemo(() => ({ forecast, actuals }), [forecast, actuals]);
  const dragging = useDrag(planning.selection, may);
  const currency = useCurrency();
  return (
    <main className="tl-screen">
      <h1 className="visually-hidden">{t.label}</h1>
      <ViewBar planning={planning} tools={tools} filtersOpen={filtersOpen} onFiltersOpen={onFiltersOpen}>
        <Toggle size="small" isSelected={snap} onChange={setSnap}>
          {t.snap}
        </Toggle>
        <ScaleChoice label={t.scale} value={axis.scale} onChange={axis.setScale} choices={SCALES.map((scale) => ({ value: scale, label: t.scales[scale] }))} />
        <Button size="small" onPress={axis.toToday}>
          {t.today}
        </Button>
      </ViewBar>
      <div className="tl-work">
        {lines.error ? (
          <ErrorState error={lines.error} onRetry={lines.retry} />
        ) : lines.total > 0 ? (
          <Timeline
            lines={lines}
            onRange={setRange}
            planning={planning}
            axis={axis}
            width={width}
            onWidth={setWidth}
            today={today}
            may={may}
            currency={currency}
            snap={snap}
            dragging={dragging}
            onBadge={onBadge}
            onOpen={onOpenRecord}
          />
        ) : (
          <Loading loading={lines.loading} rows={14}>
            <NoLines planning={planning} />
          </Loading>
        )}
      </div>
      <Totals planning={planning} currency={currency} preview={dragging.preview} />
    </main>
  );
}
