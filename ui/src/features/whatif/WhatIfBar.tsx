// Says that one is in a what-if, what it does to the totals, and how it ends.

import { useQueryClient } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { call, type WhatIf } from "../../ipc";
import { Button, Toggle } from "../../shared/Button";
import { useCurrency } from "../../shared/currency";
import { TextField } from "../../shared/Field";
import { count, direction, difference, money, signedMoney } from "../../shared/format";
import { Modal } from "../../shared/Modal";
import { texts } from "../../shared/texts";
import { sayDone } from "../../shared/view/journal";
import { useWhatIfs } from "../../shared/view/whatIf";
import "./whatif.css";

const LONGEST_REASON = 500;

export type WhatIfBarProps = { onlyIts: boolean; onOnlyIts: (id: string | null) => void };

export function WhatIfBar({ onlyIts, onOnlyIts }: WhatIfBarProps) {
  const t = texts.planning.whatIf;
  const client = useQueryClient();
  const { active, enter, run } = useWhatIfs();
  const [dropping, setDropping] = useState(false);
  if (active === null) return null;
  const end = () => onOnlyIts(null);
  const commit = async () => {
    const changed = await run(() => call("what_if_commit", { id: active.id }));
    if (changed === null) return;
    end();
    sayDone(client, changed, t.committed(active.name), t.committedDetail);
  };
  return (
    <section className="whatif" aria-label={t.bar(active.name)}>
      <FlaskConical size={16} strokeWidth={1.75} aria-hidden />
      <b>{t.bar(active.name)}</b>
      <span className="muted">{active.records === 0 ? t.none : t.records(active.records, count(active.records))}</span>
      <Effect whatIf={active} />
      <span className="grow" />
      <Toggle size="small" isSelected={onlyIts} onChange={(only) => onOnlyIts(only ? active.id : null)}>
        {t.onlyIts}
      </Toggle>
      <Button
        size="small"
        onPress={() => {
          end();
          enter(null);
        }}
      >
        {t.leave}
      </Button>
      <Button size="small" variant="danger-quiet" onPress={() => setDropping(true)}>
        {t.drop}
      </Button>
      <Button size="small" variant="primary" isDisabled={active.records === 0} onPress={() => void commit()}>
        {t.commit}
      </Button>
      {dropping && (
        <DropWhatIf
          whatIf={active}
          onClose={() => setDropping(false)}
          onDrop={async (reason) => {
            const changed = await run(() => call("what_if_drop", { id: active.id, reason }));
            if (changed === null) return;
            end();
            setDropping(false);
            sayDone(client, changed, t.dropped(active.name));
          }}
        />
      )}
    </section>
  );
}

function Effect({ whatIf }: { whatIf: WhatIf }) {
  const t = texts.planning.whatIf;
  const currency = useCurrency();
  const more = (key: "forecast" | "variance") => difference(whatIf.after[key], whatIf.before[key]);
  return (
    <span className="whatif-effect num" role="status">
      <span>
        <span className="muted">{t.forecast}</span> {money(whatIf.after.forecast, currency)}{" "}
        <span className={direction(more("forecast"))}>{signedMoney(more("forecast"), currency)}</span>
      </span>
      <span className="wide-only">
        <span className="muted">{t.variance}</span> {signedMoney(whatIf.after.variance, currency)}{" "}
        <span className={direction(more("variance"))}>{signedMoney(more("variance"), currency)}</span>
      </span>
    </span>
  );
}

type DropProps = { whatIf: WhatIf; onClose: () => void; onDrop: (reason: string | null) => Promise<void> };

function DropWhatIf({ whatIf, onClose, onDrop }: DropProps) {
  const t = texts.planning.whatIf;
  const [reason, setReason] = useState("");
  return (
    <Modal
      role="alertdialog"
      size="small"
      title={t.dropTitle(whatIf.name)}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button variant="danger" onPress={() => void onDrop(reason.trim() === "" ? null : reason.trim())}>
            {t.dropConfirm}
          </Button>
        </>
      }
    >
      <p className="modal-lead">{t.dropText}</p>
      <TextField label={texts.planning.bulk.reason} value={reason} onChange={setReason} rows={2} maxLength={LONGEST_REASON} />
    </Modal>
  );
}
