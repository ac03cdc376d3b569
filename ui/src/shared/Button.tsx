// The one button, in its five weights.

import type { LucideIcon } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button as AriaButton, ToggleButton as AriaToggle, type ButtonProps as AriaProps } from "react-aria-components";
import "./Button.css";

type Look = {
  variant?: "primary" | "secondary" | "quiet" | "danger" | "danger-quiet";
  size?: "small" | "medium" | "large";
  icon?: LucideIcon;
  children?: ReactNode;
};

export type ButtonProps = Look &
  Omit<AriaProps, "children" | "className" | "style"> & { className?: string; ref?: Ref<HTMLButtonElement> };

/** A button. With an icon and no children it needs an `aria-label`. */
export function Button({ variant, size, icon, children, className, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={classes({ variant, size, children }, className)}>
      <Face icon={icon} size={size}>
        {children}
      </Face>
    </AriaButton>
  );
}

export type ToggleProps = Look & {
  "aria-label"?: string;
  isSelected: boolean;
  onChange: (selected: boolean) => void;
  className?: string;
};

/** A button that stays pressed. */
export function Toggle({ variant = "quiet", size, icon, children, className, ...rest }: ToggleProps) {
  return (
    <AriaToggle {...rest} className={classes({ variant, size, children }, className)}>
      <Face icon={icon} size={size}>
        {children}
      </Face>
    </AriaToggle>
  );
}

function Face({ icon: Icon, size, children }: Look) {
  return (
    <>
      {Icon && <Icon size={size === "small" ? 14 : 16} strokeWidth={1.75} aria-hidden />}
      {children}
    </>
  );
}

function classes({ variant = "secondary", size = "medium", children }: Look, more?: string): string {
  return ["button", variant, size, children === undefined ? "icon-only" : "", more ?? ""].filter(Boolean).join(" ");
}
