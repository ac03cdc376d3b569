// The dialog in which a batch of edits is previewed and saved.

import { useCurrency } from "../currency";
import { EditPreview } from "./EditPreview";
import { useBatch, type Batch } from "./edits";

export type BatchPreviewProps = { title: string; batch: Extract<Batch, { kind: "edits" }>; onClose: () => void };

export function BatchPreview({ title, batch, onClose }: BatchPreviewProps) {
  const currency = useCurrency();
  const { check, error, saving, progress, save } = useBatch(batch);
  const confirm = async () => {
    if (await save()) onClose();
  };
  return (
    <EditPreview
      title={title}
      check={check}
      error={error}
      currency={currency}
      note={batch.note ?? null}
      saving={saving}
      progress={progress}
      onSave={() => void confirm()}
      onClose={onClose}
    />
  );
}
