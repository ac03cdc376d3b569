// At the foot of a preview: that it can be undone, or how far a long one is, with a way to stop it.

import type { EditProgress } from "../../ipc";
import { Button } from "../Button";
import { count } from "../format";
import { texts } from "../texts";
import { cancelEdit } from "./edits";

export function Saving({ progress }: { progress: EditProgress | null }) {
  const t = texts.planning.preview;
  if (progress === null) return <span className="dense muted">{t.oneStep}</span>;
  return (
    <>
      <span className="dense num" role="status">
        {t.progress(count(progress.done), count(progress.total))}
      </span>
      <Button size="small" onPress={cancelEdit}>
        {t.stop}
      </Button>
    </>
  );
}
