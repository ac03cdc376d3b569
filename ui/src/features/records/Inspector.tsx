// The record panel: beside the grid, or a drawer over it in a narrow window. It follows the chosen record.

import { ChevronDown, ChevronUp, MousePointerClick, X } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent } from "react";
import { useRead, type Field, type RecordDetail, type Row } from "../../ipc";
import { StatusBadge } from "../../shared/Badge";
import { Button } from "../../shared/Button";
import { useCurrency } from "../../shared/currency";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorState } from "../../shared/ErrorState";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { badgeTooltip } from "./badge";
import { useEditor } from "./editor";
import { usePatched } from "../../shared/view/pending";
import { DiscardDraft } from "./RecordActions";
import { RecordEditor } from "./RecordEditor";
import type { EditTarget } from "../../shared/view/planning";
import "./Inspector.css";

export type InspectorProps = {
  pfaId: string | null;
  target: EditTarget | null;
  onTargetReached: () => void;
  drawer: boolean;
  onClose: () => void;
  onBackToGrid: () => void;
  onMove: (by: 1 | -1) => void;
  onBadge: (row: Row) => void;
  onShowVersions: (pfaId: string) => void;
  onOpenConflict: (id: string) => void;
};

export function Inspector(props: InspectorProps) {
  const { pfaId, drawer, onClose } = props;
  const t = texts.records.panel;
  const detail = useRead("record_show", { pfaId: pfaId ?? "" }, { enabled: pfaId !== null, keepPrevious: true });
  const gone = detail.error?.code === "not_found";
  const look = drawer ? "inspector drawer" : "inspector";
  if (pfaId !== null && detail.data !== undefined && !detail.error) {
    return <Panel key={detail.data.row.pfaId} {...props} look={look} detail={detail.data} />;
  }
  return (
    <aside className={look} aria-label={pfaId === null || gone ? t.choose : t.name(pfaId)}>
      {drawer && <Button size="small" variant="quiet" icon={X} aria-label={t.close} onPress={onClose} />}
      {detail.error && !gone ? (
        <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />
      ) : (
        <Loading loading={pfaId !== null && !gone} rows={8}>
          <EmptyState icon={MousePointerClick} title={t.choose} text={t.chooseText} />
        </Loading>
      )}
    </aside>
  );
}

type PanelProps = InspectorProps & { detail: RecordDetail; look: string };

function Panel({ detail, look, target, onTargetReached, drawer, onClose, onBackToGrid, onMove, onBadge, ...links }: PanelProps) {
  const t = texts.records.panel;
  const row = usePatched()(detail.row);
  const editor = useEditor(detail, row);
  const currency = useCurrency();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (target?.pfaId !== row.pfaId) return;
    focusField(panel.current, target.field, detail.editable);
    onTargetReached();
  }, [target, row.pfaId, detail.editable, onTargetReached]);

  const leave = (event: KeyboardEvent<HTMLElement>) => {
    // A calendar or a question over the panel closes itself with Esc.
    if (event.key !== "Escape" || !(event.target instanceof Element) || !event.currentTarget.contains(event.target)) return;
    const field = event.target.closest<HTMLElement>("[data-field]")?.dataset.field;
    if (field !== undefined) editor.putBack(field as Field);
    if (drawer) onClose();
    else onBackToGrid();
  };

  return (
    // Esc leads back to the grid from wherever the focus is in the panel.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside className={look} aria-label={t.name(row.pfaId)} ref={panel} onKeyDown={leave}>
      <header className="inspector-head">
        <div className="row">
          <span className="strong num">{row.pfaId}</span>
          <StatusBadge status={row.status} tooltip={badgeTooltip(row)} onPress={() => onBadge(row)} />
          <span className="grow" />
          <Button size="small" variant="quiet" icon={ChevronUp} aria-label={t.previous} onPress={() => onMove(-1)} />
          <Button size="small" variant="quiet" icon={ChevronDown} aria-label={t.next} onPress={() => onMove(1)} />
          <Button size="small" variant="quiet" icon={X} aria-label={t.close} onPress={onClose} />
        </div>
        <h2>{String(row.values.description ?? row.values.class ?? row.pfaId)}</h2>
        <div className="dense muted">{[row.values.category, row.values.class, row.values.areaSilo].filter(Boolean).join(" · ")}</div>
      </header>
      {/* Scrolled by keys too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="inspector-body" role="group" aria-label={t.fields} tabIndex={0}>
        <RecordEditor editor={editor} detail={detail} row={row} currency={currency} {...links} />
      </div>
      <footer className="inspector-foot">
        {row.changed.length > 0 && <DiscardDraft row={row} />}
        <span className="grow" />
        <span className="dense muted" role="status">
          {row.changed.length > 0 ? t.changed(row.changed.length) : t.unchanged}
        </span>
      </footer>
    </aside>
  );
}

/** The field's control, or the first one in the panel that can be written. */
function focusField(panel: HTMLElement | null, field: Field | null, editable: Field[]): void {
  const fields = [...(panel?.querySelectorAll<HTMLElement>("[data-field]") ?? [])];
  const place = fields.find((one) => one.dataset.field === field) ?? fields.find((one) => editable.includes(one.dataset.field as Field));
  const control = place?.querySelector<HTMLElement>("input, textarea");
  control?.focus();
  if (control instanceof HTMLInputElement && control.type === "text") control.select();
}
