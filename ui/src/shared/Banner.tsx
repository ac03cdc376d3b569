// A fact that holds for the whole screen below it.

import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import "./Banner.css";

export type BannerProps = { icon: LucideIcon; tone?: "info" | "warn" | "bad"; title: ReactNode; children?: ReactNode; actions?: ReactNode; role?: "status" | "alert" };

export function Banner({ icon: Icon, tone = "info", title, children, actions, role }: BannerProps) {
  return (
    <div className={`banner ${tone}`} role={role}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <div className="grow">
        <b>{title}</b>
        {children && <div className="soft">{children}</div>}
      </div>
      {actions}
    </div>
  );
}
