// Which column of the file is which field.

import type { Field, ImportOpened } from "../../ipc";
import { count } from "../../shared/format";
import { fieldLabel } from "../../shared/labels";
import { Select } from "../../shared/Select";
import { texts } from "../../shared/texts";

const FIELDS: readonly Field[] = [
  "pfaId", "category", "forecastCategory", "class", "description", "source", "dor", "isFundsTransferable", "monthlyRate", "purchasePrice", "manufacturer",
  "model", "forecastStart", "forecastEnd", "actualStart", "actualEnd", "contract", "equipment", "isDiscontinued",
];

export type MappingProps = { opened: ImportOpened; mapping: (Field | null)[]; onMapping: (mapping: (Field | null)[]) => void; problem: string | null };

export function Mapping({ opened, mapping, onMapping, problem }: MappingProps) {
  const t = texts.planning.import;
  const options = [{ value: "", label: t.ignore }, ...FIELDS.map((field) => ({ value: field as string, label: fieldLabel(field) }))];
  return (
    <>
      <p className="modal-lead">
        <b>{opened.name}</b> · {t.rows(opened.rows, count(opened.rows))}. {t.map}
      </p>
      {problem !== null && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <table className="table mapping">
        <thead>
          <tr>
            <th scope="col">{t.column}</th>
            <th scope="col">{t.sample}</th>
            <th scope="col">{t.field}</th>
          </tr>
        </thead>
        <tbody>
          {opened.columns.map((column, at) => (
            <tr key={`${at} ${column}`}>
              <th scope="row">{column}</th>
              <td className="muted">{opened.sample.slice(0, 3).map((row) => row[at] ?? "").filter((cell) => cell !== "").join(" · ")}</td>
              <td>
                <Select
                  label={`${t.field}: ${column}`}
                  hideLabel
                  value={mapping[at] ?? ""}
                  options={options}
                  onChange={(chosen) => onMapping(mapping.map((one, index) => (index === at ? (chosen === "" ? null : (chosen as Field)) : one)))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Why a mapping cannot be used. */
export function mappingProblem(mapping: (Field | null)[]): string | null {
  const t = texts.planning.import;
  const used = mapping.filter((field) => field !== null);
  if (!used.includes("pfaId")) return t.needsId;
  const twice = used.find((field, at) => used.indexOf(field) !== at);
  return twice === undefined ? null : t.twice(fieldLabel(twice));
}
