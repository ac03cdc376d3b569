// The state of settling one conflict: what is chosen, what would come of it, and applying it.
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import {
  asAppError, call, readOptions, refresh, useRead, type CommandError, type ConflictDetail, type ConflictPreview, type Field, type Side, type Violation,
} from "../../ipc";
import { useApproval } from "../../shared/Approval";
import {
  toChoice, unchosen, undecided, withGroup, withGroupTyped, withoutTyped, withPick, withStrategy, withTyped, type Chosen, type Group, type Strategy,
} from "./choice";
import { typedText } from "./describe";

export type Settle = {
  chosen: Chosen;
  preview: ConflictPreview | undefined;
  /** Rules that the chosen result breaks; empty while it is being worked out. */
  violations: Violation[];
  /** How many fields still want a side. */
  missing: number;
  canApply: boolean;
  isApplying: boolean;
  error: CommandError | null;
  /** What was chosen spoke of values that are not the ones shown any more. */
  outdated: boolean;
  choose: (strategy: Strategy) => void;
  pick: (field: Field, side: Side) => void;
  pickGroup: (group: Group, side: Side) => void;
  /** Types into a field; null gives typing up. */
  type: (field: Field, text: string | null) => void;
  typeGroup: (group: Group) => void;
  apply: () => Promise<void>;
  /** Asks a second person, where one has to approve. */
  dialog: ReactNode;
};

const NOTHING: Chosen = { strategy: "merge", picks: {}, typed: {} };

/** Settles the conflict; `onSettled` is called once the choice is taken, before the screens behind are read again. */
export function useSettle(conflict: ConflictDetail | undefined, onSettled: (result: ConflictPreview) => void): Settle {
  const client = useQueryClient();
  // A conflict that was read again with other values starts anew: what was chosen spoke of what was shown.
  const key = conflict === undefined ? "" : `${conflict.id} ${conflict.pemsVersion} ${conflict.draftedAt}`;
  const [kept, setKept] = useState<{ id: string; key: string; chosen: Chosen } | null>(null);
  const [isApplying, setApplying] = useState(false);
  const [error, setError] = useState<CommandError | null>(null);
  const { dialog, decide } = useApproval();
  const outdated = kept !== null && kept.key !== key && kept.id === conflict?.id;
  const chosen = conflict === undefined ? NOTHING : kept?.key === key ? kept.chosen : undecided(conflict);

  const args = { id: conflict?.id ?? "", choice: toChoice(chosen) };
  const read = useRead("conflict_preview", args, { enabled: conflict !== undefined, keepPrevious: true });
  const fresh = conflict !== undefined && !read.isPlaceholderData ? read.data : undefined;
  // While the next preview is under way the last one stays, but never that of another conflict.
  const [seen, setSeen] = useState("");
  if (fresh !== undefined && seen !== key) setSeen(key);
  const preview = fresh ?? (seen === key ? read.data : undefined);
  const missing = conflict === undefined ? 0 : unchosen(conflict, chosen).length;
  // A typed text that is no value of its field comes back as a refusal that names the field.
  const unreadable = read.error?.code === "rule" ? read.error.violations : [];
  // While a side is missing, the preview is worked out with that of PEMS: what it breaks is not yet what was chosen.
  const violations = unreadable.length > 0 ? unreadable : missing > 0 ? [] : (fresh?.violations ?? []);
  const canApply = conflict !== undefined && missing === 0 && violations.length === 0 && !isApplying && read.error === null;

  function change(next: Chosen) {
    setKept({ id: conflict?.id ?? "", key, chosen: next });
    setError(null);
  }

  async function apply() {
    if (conflict === undefined || !canApply) return;
    setApplying(true);
    setError(null);
    try {
      const result = await client.fetchQuery(readOptions("conflict_preview", args));
      if (result.violations.length > 0 || result.missing.length > 0) return;
      const changed = await decide((approval) => call("conflict_resolve", { ...args, approval }));
      onSettled(result);
      await refresh(client, changed);
    } catch (thrown) {
      setError(asAppError(thrown));
      await refresh(client, { topics: ["conflicts"], records: null });
    } finally {
      setApplying(false);
    }
  }

  return {
    chosen, preview, violations, missing, canApply, isApplying, error: error ?? (unreadable.length > 0 ? null : read.error), outdated, apply, dialog,
    choose: (strategy) => conflict !== undefined && change(withStrategy(conflict, chosen, strategy)),
    pick: (field, side) => change(withPick(chosen, field, side)),
    type: (field, text) => change(text === null ? withoutTyped(chosen, field) : withTyped(chosen, field, text)),
    typeGroup: (group) =>
      conflict !== undefined &&
      change(withGroupTyped(conflict, chosen, group, (row) => typedText(row.field, preview?.values.find((one) => one.field === row.field)?.value ?? row.pems))),
    pickGroup: (group, side) => conflict !== undefined && change(withGroup(conflict, chosen, group, side)),
  };
}
