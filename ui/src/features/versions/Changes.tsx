// From → to, field by field, with what it costs.
import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import type { Cost, Field, Value } from "../../ipc";
import { money, signedMoney, valueText } from "../../shared/format";
import { fieldLabel } from "../../shared/labels";
import { useCurrency } from "../../shared/organization";
import { texts } from "../../shared/texts";
import { costDifference } from "./difference";

const t = texts.versions;

type Props = {
  changes: { field: Field; now: Value; after: Value }[];
  costNow: Cost;
  costAfter: Cost;
  /** Heads of the two columns. */
  now: string;
  after: string;
};

/** The table of changes. */
export function Changes({ changes, costNow, costAfter, now, after }: Props) {
  const currency = useCurrency();
  const text = (field: Field, value: Value) => (value === null ? t.none : valueText(field, value, currency));
  const cost = (value: string | null) => (value === null ? t.notWorkedOut : money(value, currency));
  const variance = (value: string | null) => (value === null ? t.notWorkedOut : signedMoney(value, currency));
  const difference = costDifference(costNow.forecast, costAfter.forecast);
  return (
    <div className="vs-table-frame">
      <table className="vs-table">
        <thead>
          <tr>
            <th scope="col">{t.field}</th>
            <th scope="col">{now}</th>
            <th scope="col" className="vs-arrow">
              <span className="visually-hidden">{t.becomes}</span>
            </th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, now: from, after: to }) => (
            <ChangeRow key={field} name={fieldLabel(field)} from={text(field, from)} to={text(field, to)} />
          ))}
          <ChangeRow
            quiet
            name={t.cost}
            from={cost(costNow.forecast)}
            to={
              <>
                {cost(costAfter.forecast)}
                {difference !== null && (
                  <span className={difference.startsWith("-") ? "vs-difference under" : "vs-difference over"}>{signedMoney(difference, currency)}</span>
                )}
              </>
            }
          />
          <ChangeRow quiet name={t.variance} from={variance(costNow.variance)} to={variance(costAfter.variance)} />
        </tbody>
      </table>
    </div>
  );
}

function ChangeRow({ name, from, to, quiet }: { name: string; from: string; to: ReactNode; quiet?: boolean }) {
  return (
    <tr className={quiet ? "vs-quiet" : ""}>
      <th scope="row">{name}</th>
      <td>{from}</td>
      <td className="vs-arrow">
        <ArrowRight size={14} strokeWidth={1.75} aria-hidden />
      </td>
      <td className="vs-after">{to}</td>
    </tr>
  );
}
