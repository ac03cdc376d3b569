// A merge that was made without a person: what each side had changed, field by field.
import { Info } from "lucide-react";
import type { Field, Value, VersionView } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { dateTime, valueText } from "../../shared/format";
import { fieldLabel } from "../../shared/labels";
import { useCurrency } from "../../shared/organization";
import { texts } from "../../shared/texts";

const t = texts.versions;

/** Both sides of the merge. */
export function Merged({ version }: { version: VersionView }) {
  const currency = useCurrency();
  const text = (field: Field, value: Value) => (value === null ? t.none : valueText(field, value, currency));
  return (
    <section className="vs-side" aria-label={t.mergedTitle}>
      <header className="vs-side-head">
        <b>{t.mergedTitle}</b>
        <span className="soft">{t.byOn(t.mergedBy(version.changedBy), dateTime(version.changedAt))}</span>
        <span className="vs-tag">{t.differ(version.sides.length)}</span>
      </header>
      <div className="vs-table-frame">
        <table className="vs-table" aria-label={t.mergedFields}>
          <thead>
            <tr>
              <th scope="col">{t.field}</th>
              <th scope="col">{t.was}</th>
              <th scope="col">{t.yours}</th>
              <th scope="col">{t.pems}</th>
            </tr>
          </thead>
          <tbody>
            {version.sides.map((one) => (
              <tr key={one.field}>
                <th scope="row">{fieldLabel(one.field)}</th>
                <td>{text(one.field, one.base)}</td>
                <td className={one.mine === one.base ? "" : "vs-after"}>{text(one.field, one.mine)}</td>
                <td className={one.pems === one.base ? "" : "vs-after"}>{text(one.field, one.pems)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Banner icon={Info} title={t.mergedText} />
    </section>
  );
}
