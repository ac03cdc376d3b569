// What a row's badge says and where a click on it leads.

import type { Row } from "../../ipc";
import { ago, clockTime } from "../../shared/format";
import { texts } from "../../shared/texts";

export type BadgeLinks = {
  onOpenConflict: (id: string) => void;
  onShowFailed: (pfaId: string) => void;
  onShowActivity: () => void;
  onShowVersions: (pfaId: string) => void;
};

/** Follows a badge: to the record, the activity, the versions, the conflict or the failure. */
export function followBadge(row: Row, links: BadgeLinks, onEditRecord: (pfaId: string) => void): void {
  switch (row.status) {
    case "draft":
      return onEditRecord(row.pfaId);
    case "queued":
    case "syncing":
      return links.onShowActivity();
    case "synced":
      return links.onShowVersions(row.pfaId);
    case "conflict":
      return row.conflictId === null ? onEditRecord(row.pfaId) : links.onOpenConflict(row.conflictId);
    case "failed":
      return links.onShowFailed(row.pfaId);
  }
}

/** The badge's tooltip: time or reason. */
export function badgeTooltip(row: Row, now: number = Date.now()): string {
  const t = texts.records.badge;
  const when = row.statusAt === null ? null : ago(row.statusAt, now);
  switch (row.status) {
    case "draft":
      return t.draft(row.changed.length, when);
    case "queued":
      return t.queued(row.statusAt === null ? null : clockTime(row.statusAt), row.statusReason);
    case "syncing":
      return t.syncing(when);
    case "synced":
      return t.synced(when, row.version);
    case "conflict":
      return t.conflict(when, row.statusReason);
    case "failed":
      return t.failed(when, row.statusReason);
  }
}
