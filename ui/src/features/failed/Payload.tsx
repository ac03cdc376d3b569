// What was sent of a failed change, member by member in words, and as it was.
import { Copy } from "lucide-react";
import { useRead, type Field, type Value } from "../../ipc";
import { Button } from "../../shared/Button";
import { typedText } from "../../shared/format";
import { fieldLabel, KIND_OF } from "../../shared/labels";
import { useCurrency } from "../../shared/organization";
import { SkeletonRows } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";

const t = texts.failed;

/** The request of a failed change. */
export function Payload({ pfaId }: { pfaId: string }) {
  const read = useRead("failed_show", { pfaId });
  const currency = useCurrency();
  if (read.error !== null) return <p role="alert">{read.error.message}</p>;
  if (read.data === undefined) return <SkeletonRows rows={3} />;
  const { payload, idempotencyKey } = read.data;
  return (
    <div role="group" aria-label={t.sent}>
      <h3>{t.sent}</h3>
      <dl className="fa-payload">
        {[...membersOf(payload, currency), [t.key, idempotencyKey]].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <details className="fa-raw">
        <summary>{t.raw}</summary>
        <pre>{payload}</pre>
        <Button size="small" icon={Copy} onPress={() => void copy(payload)}>
          {t.copyPayload}
        </Button>
      </details>
    </div>
  );
}

async function copy(payload: string): Promise<void> {
  await navigator.clipboard.writeText(payload);
  toast({ kind: "success", title: t.payloadCopied });
}

type Member = readonly [name: string, value: string];

/** The members of the request with their names in words; none where it is no JSON object. */
function membersOf(payload: string, currency: string): Member[] {
  let body: unknown;
  try {
    body = JSON.parse(payload);
  } catch {
    return [];
  }
  return isObject(body) ? Object.entries(body).flatMap(([name, value]) => member(name, value, currency)) : [];
}

function member(name: string, value: unknown, currency: string): Member[] {
  if (name === "changes" && isObject(value)) return Object.entries(value).map(([field, to]) => [nameOf(field), valueOf(field, to, currency)]);
  return [[nameOf(name), valueOf(name, value, currency)]];
}

function nameOf(member: string): string {
  if (isField(member)) return fieldLabel(member);
  return member in t.members ? t.members[member as keyof typeof t.members] : member;
}

function valueOf(name: string, value: unknown, currency: string): string {
  if (value === null || value === undefined) return t.none;
  if (!isField(name)) return typeof value === "object" ? JSON.stringify(value) : String(value);
  return typedText(name, typeof value === "boolean" ? value : (String(value) satisfies Value), currency);
}

function isField(name: string): name is Field {
  return name in KIND_OF;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
