// A place with nothing in it says why, and what to do next.

import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import "./EmptyState.css";

export type EmptyStateProps = {
  icon: LucideIcon;
  tone?: "plain" | "good" | "warn" | "bad";
  title: string;
  text?: ReactNode;
  /** Buttons, the first one primary. */
  actions?: ReactNode;
  children?: ReactNode;
};

export function EmptyState({ icon: Icon, tone = "plain", title, text, actions, children }: EmptyStateProps) {
  return (
    <div className="empty-state">
      <span className={`empty-state-icon ${tone}`}>
        <Icon size={18} strokeWidth={1.75} aria-hidden />
      </span>
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {actions && <div className="empty-state-actions">{actions}</div>}
      {children}
    </div>
  );
}
