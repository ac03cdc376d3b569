// Which rows of the log are shown.
import { X } from "lucide-react";
import { Button } from "../../shared/Button";
import { TextField } from "../../shared/Field";
import { texts } from "../../shared/texts";

const t = texts.audit;

/** What was typed; empty where all are shown. */
export type AuditFilter = { text: string; action: string; who: string; pfaId: string; from: string; to: string };

export const EVERYTHING: AuditFilter = { text: "", action: "", who: "", pfaId: "", from: "", to: "" };

type Props = { filter: AuditFilter; onFilter: (filter: AuditFilter) => void };

/** The bar above the log. */
export function AuditFilters({ filter, onFilter }: Props) {
  const wrong = filter.from !== "" && filter.to !== "" && filter.to < filter.from;
  const text = (key: "text" | "action" | "who" | "pfaId", label: string) => (
    <TextField label={label} value={filter[key]} maxLength={200} onChange={(typed) => onFilter({ ...filter, [key]: typed })} />
  );
  const date = (key: "from" | "to", label: string) => (
    <label className="au-date">
      <span className="field-label">{label}</span>
      <input
        type="date"
        value={filter[key]}
        aria-invalid={key === "to" && wrong}
        onChange={(event) => onFilter({ ...filter, [key]: event.target.value })}
      />
    </label>
  );
  return (
    <>
      <div className="au-filters" role="search" aria-label={t.filters}>
        {text("text", t.text)}
        {text("action", t.action)}
        {text("who", t.who)}
        {text("pfaId", t.record)}
        {date("from", t.from)}
        {date("to", t.to)}
        <Button variant="quiet" icon={X} isDisabled={Object.values(filter).every((one) => one === "")} onPress={() => onFilter(EVERYTHING)}>
          {t.clear}
        </Button>
      </div>
      {wrong && (
        <p className="au-problem dense" role="alert">
          {t.toBeforeFrom}
        </p>
      )}
    </>
  );
}
