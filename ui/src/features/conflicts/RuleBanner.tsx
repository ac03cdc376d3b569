// The business rule that the result would break, with the way out for fields that belong together.
import { CircleAlert } from "lucide-react";
import type { ConflictDetail, Side, Violation } from "../../ipc";
import { Button } from "../../shared/Button";
import { texts } from "../../shared/texts";
import { brokenGroups, canType, pickable, type Group } from "./choice";

const t = texts.conflicts;


type Props = {
  conflict: ConflictDetail;
  violations: Violation[];
  onGroup: (group: Group, side: Side) => void;
  onType: (group: Group) => void;
};

/** Says which rule is broken. Absent while none is. */
export function RuleBanner({ conflict, violations, onGroup, onType }: Props) {
  if (violations.length === 0) return null;
  const groups = brokenGroups(conflict, violations);
  return (
    <div className="cf-banner" role="alert">
      <CircleAlert size={16} strokeWidth={1.75} aria-hidden="true" />
      <p className="cf-banner-text">
        <b>{violations.map((violation) => violation.message).join(" ")}</b>{" "}
        {groups.length === 0 ? t.cannotBeSent : groups.map((group) => t.belongTogether(t.groups[group])).join(" ")}
      </p>
      {groups.map((group) => {
        const rows = pickable(conflict).filter((row) => row.group === group);
        const count = rows.length;
        if (count < 2) return null;
        return (
          <span key={group} className="cf-banner-ways" role="group" aria-label={t.groups[group]}>
            <Button variant="secondary" size="small" onPress={() => onGroup(group, "mine")}>
              {t.groupFrom(count, "mine")}
            </Button>
            <Button variant="secondary" size="small" onPress={() => onGroup(group, "pems")}>
              {t.groupFrom(count, "pems")}
            </Button>
            {rows.some((row) => canType(row.field)) && (
              <Button variant="secondary" size="small" onPress={() => onType(group)}>
                {t.typeGroup[group]}
              </Button>
            )}
          </span>
        );
      })}
    </div>
  );
}

/** Why the result cannot be applied, in the words of the fields concerned. */
export function settleFirst(conflict: ConflictDetail, violations: Violation[]): string {
  const [group] = brokenGroups(conflict, violations);
  return t.settleRule[group ?? "other"];
}
