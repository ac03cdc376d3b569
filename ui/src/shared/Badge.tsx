// Where a record stands, as icon, word and colour. A badge that leads on is a button.

import { Check, Clock, OctagonX, Pencil, RefreshCw, Split, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import type { Status } from "../ipc";
import { texts } from "./texts";
import { Tooltip } from "./Tooltip";
import "./Badge.css";

const ICON: Record<Status, LucideIcon> = {
  draft: Pencil,
  queued: Clock,
  syncing: RefreshCw,
  synced: Check,
  conflict: Split,
  failed: OctagonX,
};

export type StatusBadgeProps = {
  status: Status;
  size?: "large" | "grid" | "compact";
  /** Time or reason; shown on hover and focus when the badge is a button. */
  tooltip?: ReactNode;
  onPress?: () => void;
  /** Keeps the button out of the tab order where arrows lead to it. */
  excludeFromTabOrder?: boolean;
};

/** The badge of a status. */
export function StatusBadge({ status, size = "grid", tooltip, onPress, excludeFromTabOrder }: StatusBadgeProps) {
  if (!onPress) return <BadgeFace status={status} size={size} />;
  const button = (
    <Button
      className="badge-button"
      onPress={onPress}
      aria-label={texts.common.status[status]}
      excludeFromTabOrder={excludeFromTabOrder ?? false}
    >
      <BadgeFace status={status} size={size} />
    </Button>
  );
  return tooltip ? <Tooltip text={tooltip}>{button}</Tooltip> : button;
}

/** The picture of a badge, without its behaviour. */
export function BadgeFace({ status, size = "grid" }: { status: Status; size?: "large" | "grid" | "compact" }) {
  const Icon = ICON[status];
  const word = texts.common.status[status];
  const [pixels, stroke] = size === "large" ? [14, 2] : size === "compact" ? [status === "conflict" ? 12 : 13, 2] : [12, 2.25];
  return (
    <span className={`badge ${status} ${size}`} {...(size === "compact" ? { role: "img", "aria-label": word } : {})}>
      <Icon size={pixels} strokeWidth={stroke} aria-hidden />
      {size !== "compact" && word}
    </span>
  );
}
