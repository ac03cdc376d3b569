// Undo and redo in the top bar, named for what they take back.

import { Redo2, Undo2 } from "lucide-react";
import { Button } from "../Button";
import { texts } from "../texts";
import { Tooltip } from "../Tooltip";
import type { Journal } from "./journal";

export function UndoButtons({ journal }: { journal: Journal }) {
  const t = texts.planning.undo;
  const { state, undo, redo } = journal;
  const undoName = state?.undo ? t.undoOf(state.undo) : t.nothing;
  const redoName = state?.redo ? t.redoOf(state.redo) : t.nothingAgain;
  return (
    <>
      <Tooltip text={undoName}>
        <Button variant="quiet" icon={Undo2} aria-label={undoName} isDisabled={!state?.undo} onPress={undo} />
      </Tooltip>
      <Tooltip text={redoName}>
        <Button variant="quiet" icon={Redo2} aria-label={redoName} isDisabled={!state?.redo} onPress={redo} />
      </Tooltip>
    </>
  );
}
