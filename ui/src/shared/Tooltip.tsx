// Says more about a control, after 300 ms and on focus; never the only place of a fact.

import type { ReactElement, ReactNode } from "react";
import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components";
import "./Tooltip.css";

export type TooltipProps = { text: ReactNode; children: ReactElement; placement?: "top" | "bottom" | "right" | "left"; isDisabled?: boolean };

/** Puts a tooltip on the focusable control inside. */
export function Tooltip({ text, children, placement = "bottom", isDisabled = false }: TooltipProps) {
  return (
    <TooltipTrigger delay={300} closeDelay={50} isDisabled={isDisabled}>
      {children}
      <AriaTooltip className="tooltip" placement={placement} offset={6}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
