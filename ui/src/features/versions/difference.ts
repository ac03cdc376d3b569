// Exact differences of amounts and of records.
import type { Field, Value, VersionView } from "../../ipc";

const BY_PEMS: readonly Field[] = ["lastChangedBy", "lastChangedAt", "pfaId", "organization"];

/** after − now of two exact amounts; null where one is not known or nothing changes. */
export function costDifference(now: string | null, after: string | null): string | null {
  if (now === null || after === null) return null;
  const difference = hundredths(after) - hundredths(now);
  if (difference === 0n) return null;
  const digits = (difference < 0n ? -difference : difference).toString().padStart(3, "0");
  return `${difference < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The fields in which a version differs from another, in the words of the table: now and after. */
export function differingFields(now: VersionView, then: VersionView): { field: Field; now: Value; after: Value }[] {
  const fields = then.kind === "given_up" ? then.changed : (Object.keys(then.values) as Field[]);
  return fields
    .filter((field) => !BY_PEMS.includes(field))
    .map((field) => ({ field, now: now.values[field] ?? null, after: then.values[field] ?? null }))
    .filter((one) => one.now !== one.after);
}

function hundredths(money: string): bigint {
  const [whole = "0", fraction = ""] = money.replace("-", "").split(".");
  const size = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0").slice(0, 2));
  return money.startsWith("-") ? -size : size;
}
