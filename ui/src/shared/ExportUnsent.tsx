// What has not reached PEMS, taken out as a file. It stands wherever sync may be stuck, also where nothing else works.

import { CircleCheck, Download, FolderOpen, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { asAppError, call, type CommandError, type ExportFormat, type UnsentExport } from "../ipc";
import { Banner } from "./Banner";
import { Button } from "./Button";
import { ErrorState } from "./ErrorState";
import { Segmented } from "./Field";
import { Modal } from "./Modal";
import { texts } from "./texts";
import "./ExportUnsent.css";

const t = texts.common.exportUnsent;

const FORMATS: { value: ExportFormat; label: string }[] = [
  { value: "csv", label: t.csv },
  { value: "json", label: t.json },
];

/** The button, and the dialog that it opens. */
export function ExportUnsent({ size }: { size?: "small" | "medium" }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={Download} size={size ?? "medium"} onPress={() => setOpen(true)}>
        {t.open}
      </Button>
      {open && <ExportDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function ExportDialog({ onClose }: { onClose: () => void }) {
  const [format, setFormat] = useState<ExportFormat>("csv");
  const [done, setDone] = useState<UnsentExport | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const [isWriting, setWriting] = useState(false);

  async function write() {
    setWriting(true);
    setError(null);
    try {
      setDone(await call("unsent_export", { format }));
    } catch (thrown) {
      setError(asAppError(thrown));
    } finally {
      setWriting(false);
    }
  }

  return (
    <Modal
      title={t.title}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button variant={done === null ? "quiet" : "secondary"} onPress={onClose}>
            {done === null ? texts.common.cancel : texts.common.close}
          </Button>
          {done === null && (
            <Button variant="primary" icon={Download} isDisabled={isWriting} onPress={() => void write()}>
              {t.write}
            </Button>
          )}
        </>
      }
    >
      {error !== null ? (
        <ErrorState error={error} onRetry={() => void write()} />
      ) : done !== null ? (
        <Outcome done={done} />
      ) : (
        <div className="export-body">
          <p>{t.text}</p>
          <Segmented label={t.format} value={format} choices={FORMATS} onChange={setFormat} />
          <p className="soft">{format === "csv" ? t.csvText : t.jsonText}</p>
        </div>
      )}
    </Modal>
  );
}

function Outcome({ done }: { done: UnsentExport }) {
  const [problem, setProblem] = useState<string | null>(null);
  const show = () => call("unsent_show", {}).catch((thrown: unknown) => setProblem(asAppError(thrown).message));
  if (done.file === null) return <p role="status">{t.nothing}</p>;
  return (
    <div className="export-body" role="status">
      <Banner
        icon={CircleCheck}
        title={t.written(done.changes, done.records)}
        actions={
          <Button size="small" icon={FolderOpen} onPress={() => void show()}>
            {t.showInFolder}
          </Button>
        }
      >
        <code className="export-file">{done.file}</code>
        {problem !== null && <p role="alert">{problem}</p>}
      </Banner>
      {done.unreadable.length > 0 && (
        <Banner icon={TriangleAlert} tone="warn" title={t.unreadable(done.unreadable.length)}>
          {t.unreadableText}{" "}
          {done.unreadable
            .map((one) => one.pfaId)
            .filter((id) => id !== null)
            .join(", ")}
        </Banner>
      )}
    </div>
  );
}
