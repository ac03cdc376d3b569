// The view on paper: a plain table of its first lines, with its groups and sums; it says where it ends.

import { useEffect } from "react";
import { createPortal } from "react-dom";
import { useRead, type LineWindow, type RecordQuery } from "../../ipc";
import { count, money, signedWhole } from "../../shared/format";
import { texts } from "../../shared/texts";
import { groupName, valueName } from "../../shared/view/chipText";
import { cellText, type Column } from "./grid/columns";
import "./Print.css";

const MOST_LINES = 500;

export type PrintViewProps = { query: RecordQuery; columns: Column[]; currency: string; onDone: () => void };

export function PrintView({ query, columns, currency, onDone }: PrintViewProps) {
  const { data, error } = useRead("line_window", { query, offset: 0, limit: MOST_LINES });
  const isReady = data !== undefined;
  const isLost = error !== null;
  useEffect(() => {
    if (isLost) return onDone();
    if (!isReady) return;
    // A web view that prints by its system's dialog tells nobody when that is done: whoever works on has seen it close.
    const signs = ["afterprint", "pointerdown", "keydown"];
    for (const sign of signs) window.addEventListener(sign, onDone, { once: true, capture: true });
    window.print();
    return () => {
      for (const sign of signs) window.removeEventListener(sign, onDone, { capture: true });
    };
  }, [isReady, isLost, onDone]);
  if (data === undefined) return null;
  return createPortal(<Page data={data} columns={columns} currency={currency} />, document.body);
}

function Page({ data, columns, currency }: { data: LineWindow; columns: Column[]; currency: string }) {
  const t = texts.planning;
  return (
    <div className="print-view">
      <h1>
        {texts.records.grid} <small>{t.records(data.records, count(data.records))}</small>
      </h1>
      {data.total > data.lines.length && <p>{t.transfer.printed(count(data.lines.length), count(data.total))}</p>}
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col">
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.lines.map((line) =>
            line.type === "row" ? (
              <tr key={line.row.pfaId}>
                {columns.map((column) => (
                  <td key={column.id} className={column.kind}>
                    {column.kind === "status" ? texts.common.status[line.row.status] : cellText(line.row, column)}
                  </td>
                ))}
              </tr>
            ) : (
              <tr key={JSON.stringify(line.path)} className="print-group">
                <th colSpan={columns.length} scope="rowgroup">
                  {groupName(line.field)}: {valueName(line.field, line.value)} · {t.records(line.totals.count, count(line.totals.count))} · {texts.records.plan}{" "}
                  {money(line.totals.plan, currency)} · {texts.records.forecast} {money(line.totals.forecast, currency)} · {texts.records.variance}{" "}
                  {signedWhole(line.totals.variance)}
                </th>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
