// Takes an automatic merge back, or says which version would take it out of PEMS.
import { useQueryClient } from "@tanstack/react-query";
import { Split } from "lucide-react";
import { useState } from "react";
import { asAppError, call, refresh } from "../../ipc";
import { Button } from "../../shared/Button";
import { toast } from "../../shared/Toast";
import { texts } from "../../shared/texts";

const t = texts.versions;

type Props = {
  pfaId: string;
  mergeId: string;
  onClose: () => void;
  onOpenConflict: (id: string) => void;
  /** Chooses a version of the list. */
  onVersion: (version: number) => void;
};

/** The button, and why it did not do what it says. */
export function UndoMerge({ pfaId, mergeId, onClose, onOpenConflict, onVersion }: Props) {
  const client = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const [sentUpon, setSentUpon] = useState<number | null>(null);
  const [isWorking, setWorking] = useState(false);

  async function undo() {
    setWorking(true);
    setProblem(null);
    try {
      const undone = await call("merge_undo", { id: mergeId });
      await refresh(client, undone.changed);
      const { conflictId } = undone;
      if (conflictId === null) {
        setSentUpon(undone.rollBackTo);
        return;
      }
      onClose();
      toast({ kind: "success", title: t.undoneTitle(pfaId), detail: t.undoneDetail, action: { label: t.decide, onPress: () => onOpenConflict(conflictId) } });
    } catch (thrown) {
      setProblem(asAppError(thrown).message);
    } finally {
      setWorking(false);
    }
  }

  return (
    <>
      <span className={problem === null ? "vs-why" : "vs-why vs-problem"} role="status">
        {problem ?? (sentUpon === null ? null : t.sentAlready(sentUpon))}
      </span>
      {sentUpon === null ? (
        <Button variant="primary" icon={Split} isDisabled={isWorking} onPress={() => void undo()}>
          {t.undoMerge}
        </Button>
      ) : (
        <Button variant="primary" onPress={() => onVersion(sentUpon)}>
          {t.chooseVersion(sentUpon)}
        </Button>
      )}
    </>
  );
}
