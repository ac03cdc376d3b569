// A bundle for support: made, read file by file, and only then written out. Nothing is sent by itself.
import { CircleCheck, FileText, FolderOpen, PackageOpen, Save } from "lucide-react";
import { useState } from "react";
import { asAppError, call, type BundleFile, type CommandError } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { ErrorState } from "../../shared/ErrorState";
import { bytes, count } from "../../shared/format";
import { Modal } from "../../shared/Modal";
import { SkeletonRows } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";

const t = texts.support;

/** The way to a bundle, and to the one that was saved. */
export function Bundle() {
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState<string | null>(null);
  return (
    <section className="card su-card" aria-labelledby="su-bundle">
      <h2 id="su-bundle">{t.bundleTitle}</h2>
      <p className="soft">{t.bundleText}</p>
      {saved !== null && <Saved path={saved} />}
      <div className="row">
        <Button icon={PackageOpen} onPress={() => setOpen(true)}>
          {t.make}
        </Button>
      </div>
      {open && (
        <BundleModal
          onSaved={(path) => {
            setSaved(path);
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  );
}

function Saved({ path }: { path: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const show = () => call("unsent_show", {}).catch((thrown: unknown) => setProblem(asAppError(thrown).message));
  return (
    <Banner
      icon={CircleCheck}
      role="status"
      title={t.saved}
      actions={
        <Button size="small" icon={FolderOpen} onPress={() => void show()}>
          {t.showInFolder}
        </Button>
      }
    >
      <code className="su-path">{path}</code> {t.savedText}
      {problem !== null && <p role="alert">{problem}</p>}
    </Banner>
  );
}

function BundleModal({ onSaved, onClose }: { onSaved: (path: string) => void; onClose: () => void }) {
  const { files, error, retry, isSaving, save } = useBundle(onSaved);
  return (
    <Modal
      size="wide"
      title={t.readTitle}
      subtitle={<p className="soft">{t.readText}</p>}
      onClose={onClose}
      bare
      footer={
        <>
          <span className="soft grow">{files !== null && t.total(count(files.length), bytes(files.reduce((sum, file) => sum + file.bytes, 0)))}</span>
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button variant="primary" icon={Save} isDisabled={files === null || isSaving} onPress={() => void save()}>
            {t.save}
          </Button>
        </>
      }
    >
      {error !== null ? <ErrorState error={error} onRetry={retry} /> : files === null ? <SkeletonRows rows={8} label={t.making} /> : <Files files={files} />}
    </Modal>
  );
}

/** Makes the bundle when it is opened; what is saved is what was read. */
function useBundle(onSaved: (path: string) => void) {
  const [files, setFiles] = useState<BundleFile[] | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const [isSaving, setSaving] = useState(false);
  const [asked, setAsked] = useState(false);

  async function make() {
    setError(null);
    try {
      setFiles((await call("bundle_preview", {})).files);
    } catch (thrown) {
      setError(asAppError(thrown));
    }
  }
  if (!asked) {
    setAsked(true);
    void make();
  }

  async function save() {
    setSaving(true);
    try {
      onSaved((await call("bundle_save", {})).path);
    } catch (thrown) {
      setError(asAppError(thrown));
      setSaving(false);
    }
  }

  const retry = () => void (files === null ? make() : save());
  return { files, error, retry, isSaving, save };
}

function Files({ files }: { files: BundleFile[] }) {
  const [name, setName] = useState(files[0]?.name ?? "");
  const chosen = files.find((file) => file.name === name);
  return (
    <div className="su-files">
      <ul aria-label={t.files}>
        {files.map((file) => (
          <li key={file.name}>
            <button type="button" className="su-file" aria-current={file.name === name} onClick={() => setName(file.name)}>
              <FileText size={14} strokeWidth={1.75} aria-hidden />
              <span className="ellipsis">{file.name}</span>
              <span className="muted num">{bytes(file.bytes)}</span>
            </button>
          </li>
        ))}
      </ul>
      {chosen && <Content key={chosen.name} file={chosen} />}
    </div>
  );
}

/** So much of a file at once: a log of megabytes would hold the window up. */
const PART = 60_000;

function Content({ file }: { file: BundleFile }) {
  const [end, setEnd] = useState(PART);
  return (
    // What scrolls has to be reached by the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="su-content" role="region" aria-label={t.content(file.name)} tabIndex={0}>
      <pre>{file.text.slice(0, end)}</pre>
      {end < file.text.length && (
        <Button size="small" onPress={() => setEnd(end + PART)}>
          {t.more}
        </Button>
      )}
    </div>
  );
}
