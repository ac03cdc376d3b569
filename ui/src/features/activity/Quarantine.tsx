// Rows that PEMS sent and nobody can read: set aside with their payload, so that nothing is lost.
import { ShieldAlert } from "lucide-react";
import { useState } from "react";
import { useRead } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { dateTime } from "../../shared/format";
import { texts } from "../../shared/texts";

const t = texts.activity;

/** A notice, and the rows on demand. */
export function Quarantine({ count }: { count: number }) {
  const [open, setOpen] = useState(false);
  const rows = useRead("quarantine_list", {}, { enabled: open });
  return (
    <div>
      <Banner
        icon={ShieldAlert}
        title={t.quarantineTitle(count)}
        actions={
          <Button size="small" aria-expanded={open} onPress={() => setOpen(!open)}>
            {open ? t.hideQuarantine : t.showQuarantine}
          </Button>
        }
      >
        {t.quarantineText(count)}
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
