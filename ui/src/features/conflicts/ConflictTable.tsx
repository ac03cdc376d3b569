// Yours, PEMS and the result side by side. The order: what breaks a rule, changed by both, changed by one side,
// the same (folded), cost.
import { ArrowRight, ChevronLeft, ChevronRight, ChevronDown, CircleAlert, EqualNot, GitMerge } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { ConflictDetail, ConflictField, ConflictPreview, Field, Side, Violation } from "../../ipc";
import { ago } from "../../shared/format";
import { fieldLabel } from "../../shared/labels";
import { texts } from "../../shared/texts";
import { Avatar } from "./Avatar";
import { canType, sections, unchosen, type Chosen } from "./choice";
import { CostRows } from "./CostRows";
import { changeText, shown, typedText } from "./describe";
import { LongText } from "./LongText";
import { TypeButton, TypedCell } from "./TypedCell";

const t = texts.conflicts;


export type TableProps = {
  conflict: ConflictDetail;
  chosen: Chosen;
  preview: ConflictPreview | undefined;
  violations: Violation[];
  /** The one who drafted. */
  me: string;
  currency: string;
  baseShown: boolean;
  onBase: (shown: boolean) => void;
  onPick: (field: Field, side: Side) => void;
  /** Types into a field; null gives typing up. */
  onType: (field: Field, text: string | null) => void;
};

/** The table of a conflict. */
export function ConflictTable(props: TableProps) {
  const { conflict, baseShown } = props;
  const [sameShown, setSameShown] = useState(false);
  const { together, both, oneSide, same } = sections(conflict);
  return (
    <div className={baseShown ? "cf-table cf-base-open" : "cf-table"} role="table" aria-label={t.table}>
      <Head {...props} />
      {together.length > 0 && <Section title={t.together} text={t.togetherText(together.length)} />}
      {together.map((row) => (
        <PickRow key={row.field} row={row} {...props} />
      ))}
      {both.length > 0 && <Section title={t.both} text={t.bothText(both.length)} />}
      {both.map((row) => (
        <PickRow key={row.field} row={row} {...props} />
      ))}
      {oneSide.length > 0 && <Section title={t.oneSide} text={t.oneSideText(oneSide.length)} />}
      {oneSide.map((row) => (
        <PlainRow key={row.field} row={row} {...props} />
      ))}
      {same.length > 0 && (
        <div className="cf-section cf-same" role="row">
          <span role="cell">
            <button type="button" aria-expanded={sameShown} onClick={() => setSameShown(!sameShown)}>
              {sameShown ? <ChevronDown size={14} aria-hidden="true" /> : <ChevronRight size={14} aria-hidden="true" />}
              {t.same(same.length)}
            </button>
          </span>
        </div>
      )}
      {sameShown && same.map((row) => <PlainRow key={row.field} row={row} {...props} />)}
      <CostRows {...props} />
    </div>
  );
}

function Head({ conflict, chosen, preview, me, baseShown, onBase }: TableProps) {
  const who = conflict.pemsChangedBy ?? t.unknownUser;
  const version = preview?.becomesVersion ?? null;
  const becomes = version === null ? t.stays(conflict.pemsVersion) : t.becomes(version);
  return (
    <div className="cf-row cf-head" role="row">
      <div role="columnheader" className="cf-field-head">
        {t.field}
      </div>
      <div role="columnheader" className={baseShown ? "cf-base" : "cf-base cf-folded"}>
        {baseShown && <HeadText title={t.was} text={t.base(conflict.baseVersion)} />}
        <button
          type="button"
          className="cf-icon-button"
          aria-label={baseShown ? t.hideBase : t.showBase(conflict.baseVersion)}
          onClick={() => onBase(!baseShown)}
        >
          {baseShown ? <ChevronLeft size={14} aria-hidden="true" /> : <ChevronRight size={14} aria-hidden="true" />}
        </button>
      </div>
      <div role="columnheader">
        <Avatar name={me} size="large" />
        <HeadText title={t.yours} text={t.draftOn(conflict.baseVersion, ago(conflict.draftedAt))} />
      </div>
      <div role="columnheader">
        <Avatar name={who} size="large" />
        <HeadText
          title={
            <>
              {t.pemsName} <span className="cf-version">v{conflict.pemsVersion}</span>
            </>
          }
          text={t.changedInPems(who, conflict.pemsChangedAt === null ? null : ago(conflict.pemsChangedAt))}
        />
      </div>
      <div role="columnheader">
        <span className="cf-mark cf-mark-large" aria-hidden="true">
          <GitMerge size={14} strokeWidth={1.75} />
        </span>
        <HeadText title={t.result} text={unchosen(conflict, chosen).length > 0 ? t.resultWaits : preview === undefined ? "" : becomes} />
      </div>
    </div>
  );
}

function HeadText({ title, text }: { title: ReactNode; text: string }) {
  return (
    <div className="cf-head-text">
      <div className="cf-head-title">{title}</div>
      <div className="cf-head-sub">{text}</div>
    </div>
  );
}

function Section({ title, text }: { title: string; text: string }) {
  return (
    <div className="cf-section" role="row">
      <span role="cell">
        {title} <span className="cf-section-text">{text}</span>
      </span>
    </div>
  );
}

type RowProps = TableProps & { row: ConflictField };

function PickRow({ row, ...table }: RowProps) {
  return (
    <div className="cf-row cf-choose" role="row">
      <div role="rowheader" className="cf-name">
        <span className="cf-mark cf-differs-mark" title={t.differs}>
          <EqualNot size={14} strokeWidth={1.75} aria-hidden="true" />
        </span>
        {fieldLabel(row.field)}
      </div>
      <BaseCell row={row} {...table} />
      <Pick row={row} side="mine" {...table} />
      <Pick row={row} side="pems" {...table} />
      <ResultCell row={row} {...table} />
    </div>
  );
}

function Pick({ row, side, chosen, currency, baseShown, onPick }: RowProps & { side: Side }) {
  const on = chosen.picks[row.field] === side;
  const value = shown(row.field, row[side], currency);
  const other = shown(row.field, row[side === "mine" ? "pems" : "mine"], currency);
  const label = fieldLabel(row.field);
  const note = changeText(row.field, row.base, row[side], currency, baseShown);
  const id = `pick-${row.field}-${side}`;
  return (
    <div role="cell">
      <div className={on ? "cf-pick cf-on" : "cf-pick"}>
        <input
          type="radio"
          className="cf-radio"
          id={id}
          name={`pick-${row.field}`}
          data-field={row.field}
          data-side={side}
          checked={on}
          aria-label={side === "mine" ? t.pickMine(label, value) : t.pickPems(label, value)}
          onChange={() => onPick(row.field, side)}
        />
        <div className="cf-pick-body">
          <LongText text={value} other={other} name={label} labelFor={id} />
          {note !== "" && <span className="cf-pick-note">{note}</span>}
        </div>
      </div>
    </div>
  );
}

function PlainRow({ row, ...table }: RowProps) {
  const changed = (side: Side) => row.side === side;
  const cell = (side: Side) => (
    <div role="cell" className={changed(side) ? "cf-changed" : "cf-unchanged"}>
      <LongText
        text={shown(row.field, row[side], table.currency)}
        other={shown(row.field, row.base, table.currency)}
        name={fieldLabel(row.field)}
      />
    </div>
  );
  return (
    <div className="cf-row cf-plain" role="row">
      <div role="rowheader" className="cf-name">
        {row.side !== "same" && (
          <span className="cf-mark" title={t.changedByOne}>
            <ArrowRight size={12} strokeWidth={2.25} aria-hidden="true" />
          </span>
        )}
        {fieldLabel(row.field)}
      </div>
      <BaseCell row={row} {...table} />
      {cell("mine")}
      {cell("pems")}
      <ResultCell row={row} {...table} />
    </div>
  );
}

function BaseCell({ row, currency, baseShown }: RowProps) {
  const value = shown(row.field, row.base, currency);
  if (baseShown) {
    return (
      <div role="cell" className="cf-base">
        <LongText text={value} other={shown(row.field, row.mine, currency)} name={fieldLabel(row.field)} />
      </div>
    );
  }
  return (
    <div role="cell" className="cf-base cf-folded" title={t.wasValue(value)}>
      <span aria-hidden="true">·</span>
      <span className="cf-hidden">{t.wasValue(value)}</span>
    </div>
  );
}

function ResultCell({ row, conflict, preview, violations, chosen, me, currency, onType }: RowProps) {
  const typed = chosen.typed[row.field];
  const inQuestion = conflict.fields.includes(row.field);
  const result = preview?.values.find((value) => value.field === row.field);
  const violation = violations.find((one) => one.fields.includes(row.field));
  const broken = violation !== undefined;
  if (typed !== undefined) return <TypedCell field={row.field} text={typed} wrong={violation?.message ?? null} onType={onType} />;
  const way = inQuestion && canType(row.field) && (
    <TypeButton field={row.field} onPress={() => onType(row.field, typedText(row.field, result?.value ?? row.pems))} />
  );
  if (inQuestion && chosen.picks[row.field] === undefined) {
    return (
      <div role="cell">
        <span className="cf-waits">{t.chooseSide}</span>
        {way}
      </div>
    );
  }
  if (result === undefined) return <div role="cell" />;
  const who = result.origin === "mine" ? me : (conflict.pemsChangedBy ?? t.unknownUser);
  return (
    <div role="cell" className={broken ? "cf-result cf-broken" : "cf-result"}>
      {broken && <CircleAlert size={14} strokeWidth={1.75} aria-hidden="true" />}
      <span className="cf-text cf-clamped cf-result-value">{shown(row.field, result.value, currency)}</span>
      {(result.origin === "mine" || result.origin === "pems") && (
        <span className="cf-from">
          <Avatar name={who} size="small" />
          {result.origin === "mine" ? t.fromMine : t.fromPems}
        </span>
      )}
      {way}
    </div>
  );
}
