// What the panel tells of a record beside its fields: plan, cost and variance, the newest versions.

import { ArrowDown, ArrowUp } from "lucide-react";
import { Button } from "react-aria-components";
import type { Cost, Field, RecordDetail, Values } from "../../ipc";
import { dayOf, daysBetween, direction, money, signedMoney, valueText } from "../../shared/format";
import { fieldList } from "../../shared/labels";
import { usePermission } from "../../shared/organization";
import { texts } from "../../shared/texts";

/** How many versions stand in the panel. */
const NEWEST = 3;

export function PlanDates({ values }: { values: Values }) {
  return (
    <dl className="plan-dates">
      {(["originalStart", "originalEnd"] as const).map((field) => (
        <div key={field} style={{ display: "contents" }}>
          <dt>{texts.common.fields[field]}</dt>
          <dd>{valueText(field, values[field])}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Costs({ cost, values, currency }: { cost: Cost; values: Values; currency: string }) {
  const t = texts.records;
  const way = direction(cost.variance);
  const Arrow = way === "under" ? ArrowDown : ArrowUp;
  const amountOf = (value: string | null, otherwise: string) =>
    value === null ? <dd className="muted">{otherwise}</dd> : <dd>{money(value, currency)}</dd>;
  return (
    <dl className="costs">
      <dt>
        <span className="key plan" aria-hidden />
        {t.plan} <Days values={values} from="originalStart" to="originalEnd" />
      </dt>
      {amountOf(cost.plan, t.panel.unknownCost)}
      <dt>
        <span className="key forecast" aria-hidden />
        {t.forecast} <Days values={values} from="forecastStart" to="forecastEnd" />
      </dt>
      {amountOf(cost.forecast, t.panel.unknownCost)}
      <dt>
        <span className="key actual" aria-hidden />
        {t.actual} <Days values={values} from="actualStart" to="actualEnd" />
      </dt>
      {amountOf(cost.actual, values.isActualized === true ? t.panel.unknownCost : t.panel.notOnSite)}
      <dt className="sum">{t.variance}</dt>
      <dd className={`sum ${way}`}>
        {way !== "even" && <Arrow size={12} strokeWidth={2.25} aria-hidden />}{" "}
        {cost.variance === null ? t.panel.unknownCost : signedMoney(cost.variance, currency)}
      </dd>
    </dl>
  );
}

/** How long a pair of dates is, in days. */
export function Days({ values, from, to, long }: { values: Values; from: Field; to: Field; long?: boolean }) {
  const [start, end] = [values[from], values[to]];
  if (typeof start !== "string" || typeof end !== "string") return null;
  const days = String(daysBetween(start, end)).replace("-", "\u2212");
  return <span className="muted">{long ? texts.records.panel.days(days) : texts.records.panel.daysShort(days)}</span>;
}

export function Versions({ detail, onShowVersions }: { detail: RecordDetail; onShowVersions: (pfaId: string) => void }) {
  const t = texts.records.panel;
  const mayRollBack = usePermission("rollback");
  const kept = detail.versions.filter((version) => version.kind !== "given_up");
  return (
    <section className="inspector-section">
      <h3>
        {t.versions}
        <Button className="link" onPress={() => onShowVersions(detail.row.pfaId)}>
          {mayRollBack ? t.allAndRollBack(detail.versions.length) : t.allVersions(detail.versions.length)}
        </Button>
      </h3>
      <ul className="version-list">
        {kept.slice(0, NEWEST).map((version) => (
          <li key={version.mergeId ?? version.version}>
            <span className="muted">v{version.version}</span>
            <span className="ellipsis">
              {version.kind === "merged" ? t.merged : version.changedBy}
              {(version.changeReason ?? fieldList(version.changed)) !== "" && (
                <span className="muted"> · {version.changeReason ?? fieldList(version.changed)}</span>
              )}
            </span>
            <span className="muted">{dayOf(version.changedAt)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
