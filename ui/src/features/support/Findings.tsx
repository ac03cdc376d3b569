// What the doctor found on this computer, what is amiss first, each with what helps.
import { CircleCheck, Copy, RefreshCw, TriangleAlert } from "lucide-react";
import { useRead, type Finding } from "../../ipc";
import { Button } from "../../shared/Button";
import { ErrorState } from "../../shared/ErrorState";
import { took } from "../../shared/format";
import { SkeletonRows } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";

const t = texts.support;
/** What took less is not worth a figure. */
const NOTED_MS = 100;

/** The findings; the doctor looks when the screen opens, and when it is asked to. */
export function Findings() {
  const read = useRead("doctor", {});
  const found = read.data;
  const amiss = found?.filter((one) => !one.ok).length ?? 0;
  return (
    <section className="card su-card" aria-labelledby="su-findings" aria-busy={read.isFetching}>
      <header className="su-head">
        <h2 id="su-findings">{t.findingsTitle}</h2>
        <span className="soft grow" role="status">
          {read.isFetching ? t.looking : found === undefined ? null : amiss === 0 ? t.allWell : t.amiss(amiss, found.length)}
        </span>
        <Button size="small" icon={Copy} isDisabled={found === undefined} onPress={() => void copy(found ?? [])}>
          {t.copy}
        </Button>
        <Button size="small" icon={RefreshCw} isDisabled={read.isFetching} onPress={() => void read.refetch()}>
          {t.again}
        </Button>
      </header>
      {read.error !== null ? (
        <ErrorState error={read.error} onRetry={() => void read.refetch()} />
      ) : found === undefined ? (
        <SkeletonRows rows={8} label={t.looking} />
      ) : (
        <ul className="su-findings" aria-label={t.findings}>
          {[...found].sort((a, b) => Number(a.ok) - Number(b.ok)).map((one) => (
            <Found key={one.check} finding={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Found({ finding }: { finding: Finding }) {
  const Icon = finding.ok ? CircleCheck : TriangleAlert;
  return (
    <li className={finding.ok ? "su-ok" : "su-amiss"}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <b>
        {t.checks[finding.check]}
        <span className="visually-hidden">: {finding.ok ? t.ok : t.notOk}</span>
      </b>
      <div>
        <p>{t.what(finding)}</p>
        {finding.help !== null && <p className="su-remedy">{t.remedy(finding)}</p>}
      </div>
      <span className="su-took muted num">{finding.took_ms >= NOTED_MS && took(finding.took_ms)}</span>
    </li>
  );
}

async function copy(found: Finding[]): Promise<void> {
  await navigator.clipboard.writeText(found.map(asText).join("\n"));
  toast({ kind: "success", title: t.copied });
}

function asText(finding: Finding): string {
  const { check, ok } = finding;
  return `${t.checks[check]}: ${ok ? t.ok : t.notOk}. ${t.what(finding)} ${t.remedy(finding)}`.trimEnd();
}
