// How many records are chosen and what can be done with them.

import { Focus, PencilLine, X } from "lucide-react";
import { Button } from "../Button";
import { count } from "../format";
import { texts } from "../texts";
import { chosenIds, type Planning } from "./planning";
import type { Tools } from "./tools";

export function SelectionTools({ planning, tools }: { planning: Planning; tools: Tools }) {
  const t = texts.planning;
  const ids = chosenIds(planning);
  if (ids.length === 0) return null;
  return (
    <div className="selection-tools" role="group" aria-label={t.bulk.bar}>
      <span className="num dense strong">{t.bulk.selected(ids.length, count(ids.length))}</span>
      <Button size="small" icon={PencilLine} onPress={tools.bulk}>
        {t.bulk.open}
      </Button>
      <Button size="small" variant="quiet" icon={Focus} aria-label={t.focus.action} onPress={() => planning.setOnly(ids)} />
      {planning.selection.size > 0 && (
        <Button size="small" variant="quiet" icon={X} aria-label={t.bulk.deselect} onPress={() => planning.setSelection(new Set())} />
      )}
    </div>
  );
}
