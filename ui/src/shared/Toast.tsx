// News at the bottom right that takes no focus: 6 s, longer while hovered or focused, errors until dismissed, at most 3.
// F8 moves the focus there.

import { CircleAlert, CircleCheck, Info, OctagonX, X, type LucideIcon } from "lucide-react";
import { Text, UNSTABLE_Toast as AriaToast, UNSTABLE_ToastContent as ToastContent, UNSTABLE_ToastQueue as ToastQueue, UNSTABLE_ToastRegion as ToastRegion } from "react-aria-components";
import { useEffect, useRef } from "react";
import { Button } from "./Button";
import { texts } from "./texts";
import "./Toast.css";

export type ToastKind = "success" | "info" | "warn" | "error";
export type ToastNews = {
  kind: ToastKind;
  title: string;
  detail?: string | undefined;
  action?: { label: string; onPress: () => void } | undefined;
};

const SHOWN_MS = 6000;
const ICON: Record<ToastKind, LucideIcon> = { success: CircleCheck, info: Info, warn: CircleAlert, error: OctagonX };

const queue = new ToastQueue<ToastNews>({ maxVisibleToasts: 3 });

/** Shows news and answers how to take it away. An error stays until it is dismissed. */
export function toast(news: ToastNews): () => void {
  const key = queue.add(news, news.kind === "error" ? {} : { timeout: SHOWN_MS });
  return () => queue.close(key);
}

/** Takes all news away. */
export function clearToasts(): void {
  queue.clear();
}

/** Where news appears; once in a window. */
export function Toasts() {
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const focusNews = (event: KeyboardEvent) => {
      if (event.key === "F8") region.current?.focus();
    };
    document.addEventListener("keydown", focusNews);
    return () => document.removeEventListener("keydown", focusNews);
  }, []);
  return (
    <ToastRegion queue={queue} className="toasts" aria-label={texts.common.notifications} ref={region}>
      {({ toast: shown }) => {
        const { kind, title, detail, action } = shown.content;
        const Icon = ICON[kind];
        return (
          <AriaToast toast={shown} className={`toast ${kind}`}>
            <Icon size={16} strokeWidth={1.75} aria-hidden />
            <ToastContent className="grow">
              <Text slot="title" className="toast-text medium">
                {title}
              </Text>
              {detail && (
                <Text slot="description" className="toast-detail">
                  {detail}
                </Text>
              )}
            </ToastContent>
            {action && (
              <Button
                size="small"
                onPress={() => {
                  queue.close(shown.key);
                  action.onPress();
                }}
              >
                {action.label}
              </Button>
            )}
            <Button size="small" variant="quiet" icon={X} aria-label={texts.common.dismiss} onPress={() => queue.close(shown.key)} />
          </AriaToast>
        );
      }}
    </ToastRegion>
  );
}
