// Rows that PEMS sent and nobody can read: set aside with their payload, so that nothing is lost.
import { Copy, ShieldAlert } from "lucide-react";
import { useState } from "react";
import { useRead, type QuarantineItem } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { dateTime } from "../../shared/format";
import { texts } from "../../shared/texts";

const t = texts.activity;

/** A notice, and the rows on demand. */
export function Quarantine({ count }: { count: number }) {
  const [open, setOpen] = useState(false);
  const [copied, setCopied] = useState(false);
  const rows = useRead("quarantine_list", {}, { enabled: open });

  async function copy(found: QuarantineItem[]) {
    await navigator.clipboard.writeText(found.map((row) => [row.pfaId ?? t.unknownRecord, row.at, row.reason, row.payload].join("\n")).join("\n\n"));
    setCopied(true);
  }

  return (
    <div>
      <Banner
        icon={ShieldAlert}
        title={t.quarantineTitle(count)}
        actions={
          <span className="row">
            {open && rows.data !== undefined && (
              <Button size="small" icon={Copy} onPress={() => void copy(rows.data)}>
                {copied ? t.copiedQuarantine : t.copyQuarantine}
              </Button>
            )}
            <Button size="small" aria-expanded={open} onPress={() => setOpen(!open)}>
              {open ? t.hideQuarantine : t.showQuarantine}
            </Button>
          </span>
        }
      >
        {t.quarantineText(count)}
        {open && <p className="ac-next">{t.quarantineNext}</p>}
        {rows.error !== null && <p role="alert">{rows.error.message}</p>}
        {open && rows.data && (
          <ul className="ac-quarantine" aria-label={t.quarantineList}>
            {rows.data.map((row) => (
              <li key={row.id}>
                <b className="num">{row.pfaId ?? t.unknownRecord}</b> <span>{row.reason}</span>{" "}
                <time dateTime={row.at}>{dateTime(row.at)}</time>
                <code>{row.payload}</code>
              </li>
            ))}
          </ul>
        )}
      </Banner>
    </div>
  );
}
