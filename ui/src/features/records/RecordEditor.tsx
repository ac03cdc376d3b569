// All that can be written of one record, in the order in which planners think of it.

import { Lock, Split, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import type { Value } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { texts } from "../../shared/texts";
import { Discontinue, Reinstate } from "./RecordActions";
import { Costs, Days, PlanDates, Versions } from "./RecordFacts";
import { RecordField, type Editing } from "./RecordField";

export type RecordEditorProps = Editing & {
  onShowVersions: (pfaId: string) => void;
  onOpenConflict: (id: string) => void;
};

export function RecordEditor({ onShowVersions, onOpenConflict, ...editing }: RecordEditorProps) {
  const t = texts.records;
  const { editor, detail, row } = editing;
  const values = { ...row.values, ...typedDates(editing) };
  const rental = editor.valueOf("source") === "Rental";
  const conflictId = row.status === "conflict" ? row.conflictId : null;
  return (
    <>
      {conflictId !== null && (
        <Banner
          icon={Split}
          tone="warn"
          title={t.panel.inConflict}
          actions={
            <Button size="small" onPress={() => onOpenConflict(conflictId)}>
              {t.panel.settle}
            </Button>
          }
        />
      )}
      {row.values.isDiscontinued === true && (
        <Banner
          icon={Undo2}
          title={t.panel.discontinued}
          actions={detail.editable.includes("isDiscontinued") ? <Reinstate detail={detail} row={row} /> : undefined}
        >
          {t.panel.discontinuedText}
        </Banner>
      )}
      <Section title={t.forecast} more={<Days values={values} from="forecastStart" to="forecastEnd" long />}>
        <RecordField field="forecastStart" label={t.start} {...editing} />
        <RecordField field="forecastEnd" label={t.end} {...editing} />
      </Section>
      <Section title={t.panel.money}>
        <RecordField field="source" {...editing} />
        <RecordField field="dor" {...editing} />
        {(rental || has(row.values.monthlyRate)) && <RecordField field="monthlyRate" whole {...editing} />}
        {(!rental || has(row.values.purchasePrice)) && <RecordField field="purchasePrice" whole {...editing} />}
        <RecordField field="isFundsTransferable" whole {...editing} />
      </Section>
      <section className="inspector-section">
        <h3>{t.panel.cost}</h3>
        <Costs cost={editor.cost} values={values} currency={editing.currency} />
      </section>
      <Section title={t.actual} more={<Days values={values} from="actualStart" to="actualEnd" long />}>
        <RecordField field="actualStart" label={t.start} {...editing} />
        <RecordField field="actualEnd" label={t.end} {...editing} />
      </Section>
      <section className="inspector-section">
        <h3>
          {t.plan} <Lock size={12} strokeWidth={2.25} role="img" aria-label={t.planLocked} />
        </h3>
        <PlanDates values={row.values} />
      </section>
      <Section title={t.panel.equipment}>
        <RecordField field="description" whole rows={2} {...editing} />
        <RecordField field="manufacturer" {...editing} />
        <RecordField field="model" {...editing} />
        <RecordField field="equipment" {...editing} />
        <RecordField field="contract" {...editing} />
      </Section>
      <Section title={t.panel.place}>
        <RecordField field="category" {...editing} />
        <RecordField field="class" {...editing} />
        <RecordField field="forecastCategory" {...editing} />
        <RecordField field="areaSilo" {...editing} />
      </Section>
      <Versions detail={detail} onShowVersions={onShowVersions} />
      {row.values.isDiscontinued !== true && detail.editable.includes("isDiscontinued") && (
        <section className="inspector-section">
          <Discontinue detail={detail} row={row} />
        </section>
      )}
    </>
  );
}

function Section({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section className="inspector-section">
      <h3>
        {title}
        {more}
      </h3>
      <div className="inspector-fields">{children}</div>
    </section>
  );
}

function has(value: Value | undefined): boolean {
  return value !== null && value !== undefined;
}

/** The dates as they are typed, so that the days beside them keep up. */
function typedDates({ editor }: Editing) {
  const dates = ["forecastStart", "forecastEnd", "actualStart", "actualEnd"] as const;
  return Object.fromEntries(dates.map((field) => [field, editor.valueOf(field)]));
}
