// Says that what was typed and not saved is back after the application ended, and where it is.

import { RotateCcw } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { isFirstWindow } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { texts } from "../../shared/texts";
import { heldEdits } from "./held";
import { bringBack, keepTyped, stillBack } from "./scratch";

/** So many records are named; the others stand behind their number. */
const NAMED = 3;

/** Keeps what is typed while it is shown, and tells what came back until it is saved or dropped. */
export function TypedNotice({ onOpenRecord }: { onOpenRecord: (pfaId: string) => void }) {
  const t = texts.support.typed;
  useEffect(keepTyped, []);
  // Once: what is kept later stands open in this window or another.
  useEffect(() => {
    if (isFirstWindow()) void bringBack();
  }, []);
  const back = useSyncExternalStore(heldEdits.subscribe, stillBackText);
  const left = back === "" ? [] : back.split(" ");
  if (left.length === 0) return null;
  return (
    <Banner
      icon={RotateCcw}
      role="status"
      title={t.title(left.length)}
      actions={
        <span className="row">
          {left.slice(0, NAMED).map((pfaId) => (
            <Button key={pfaId} size="small" onPress={() => onOpenRecord(pfaId)}>
              {t.open(pfaId)}
            </Button>
          ))}
          <Button size="small" variant="quiet" onPress={() => left.forEach((pfaId) => heldEdits.forget(pfaId))}>
            {t.drop}
          </Button>
        </span>
      }
    >
      {t.text}
    </Banner>
  );
}

/** A text, since a new list would be another one at each look. */
function stillBackText(): string {
  return stillBack().join(" ");
}
