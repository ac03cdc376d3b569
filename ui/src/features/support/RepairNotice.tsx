// The local database was damaged: it was set aside, and what was unsent was saved out of it first.
import { DatabaseBackup } from "lucide-react";
import { useState } from "react";
import { useRead, type RepairReport } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { dateTime } from "../../shared/format";
import { Modal } from "../../shared/Modal";
import { remember, remembered } from "../../shared/remember";
import { texts } from "../../shared/texts";
import "./support.css";

const t = texts.support.repaired;

/** Tells of the repair that the start took, until the person has seen it. With `always` it stays, as a report. */
export function RepairNotice({ always = false }: { always?: boolean }) {
  const report = useRead("repair_report", {}).data;
  const [seen, setSeen] = useState(() => remembered("repairSeen"));
  const [open, setOpen] = useState(false);
  if (report === undefined || report === null || (!always && seen === mark(report))) return null;
  const dismiss = () => {
    remember("repairSeen", mark(report));
    setSeen(mark(report));
  };
  return (
    <>
      <Banner
        icon={DatabaseBackup}
        tone="warn"
        role="status"
        title={t.setAside}
        actions={
          <span className="row">
            <Button size="small" onPress={() => setOpen(true)}>
              {t.details}
            </Button>
            {!always && (
              <Button size="small" variant="quiet" onPress={dismiss}>
                {texts.common.dismiss}
              </Button>
            )}
          </span>
        }
      >
        {report.backupMadeAt === null ? t.fresh : t.restored(dateTime(report.backupMadeAt))} {report.reapplied > 0 && t.reapplied(report.reapplied)}
      </Banner>
      {open && <Report report={report} onClose={() => setOpen(false)} />}
    </>
  );
}

/** What tells one repair from another. */
function mark(report: RepairReport): string {
  return report.setAside ?? report.message;
}

function Report({ report, onClose }: { report: RepairReport; onClose: () => void }) {
  const facts = [
    [t.unsentFile, report.unsentFile ?? t.nothingUnsent],
    [t.damagedFile, report.setAside ?? t.noFile],
    [t.backupFile, report.backup ?? t.noFile],
  ] as const;
  return (
    <Modal
      title={t.title}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onPress={onClose}>{texts.common.close}</Button>
        </>
      }
    >
      <div className="su-report">
        <p>
          {t.setAside} {report.backupMadeAt === null ? t.fresh : t.restored(dateTime(report.backupMadeAt))}
        </p>
        <dl className="su-facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="su-path">{value}</dd>
            </div>
          ))}
        </dl>
        {report.reapplied > 0 && <p>{t.reapplied(report.reapplied)}</p>}
        {report.unreadable > 0 && <p>{t.unreadable(report.unreadable)}</p>}
        {report.onlyInFile.length > 0 && (
          <div>
            <p>{t.onlyInFile(report.onlyInFile.length)}</p>
            <ul className="su-left">
              {report.onlyInFile.map((one) => (
                <li key={one.pfaId}>
                  <b className="num">{one.pfaId}</b> {one.why}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Modal>
  );
}
