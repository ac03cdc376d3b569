// All keys, by where they work.

import { Button } from "../../shared/Button";
import { Kbd } from "../../shared/Kbd";
import { Modal } from "../../shared/Modal";
import { texts } from "../../shared/texts";
import "./palette.css";

type Name = keyof typeof texts.planning.shortcuts.list;
/** Keys held together are one entry; several ways are several entries. */
type Line = [Name, ...string[][]];

const ANYWHERE: Line[] = [
  ["palette", ["Ctrl", "K"]], ["find", ["Ctrl", "F"]], ["undo", ["Ctrl", "Z"]], ["redo", ["Ctrl", "Shift", "Z"], ["Ctrl", "Y"]], ["window", ["Ctrl", "Shift", "N"]], ["zoom", ["Ctrl", "+"], ["Ctrl", "-"], ["Ctrl", "0"]], ["regions", ["F6"]], ["news", ["F8"]],
  ["sheet", ["F1"], ["?"]],
];
const GRID: Line[] = [
  ["move", ["←"], ["→"], ["↑"], ["↓"], ["Tab"], ["Enter"]], ["edge", ["Ctrl", "↓"]], ["ends", ["Home"], ["End"]], ["page", ["Page Up"], ["Page Down"]],
  ["extend", ["Shift", "↓"]], ["select", ["Space"]], ["selectAll", ["Ctrl", "A"]], ["edit", ["F2"]], ["clear", ["Delete"]], ["fillDown", ["Ctrl", "D"]],
  ["copy", ["Ctrl", "C"], ["Ctrl", "V"]], ["picker", ["Alt", "↓"]], ["panel", ["F4"]], ["fold", ["←"], ["→"]], ["badge", ["Enter"]], ["leave", ["End"], ["Tab"]],
];
const EDITING: Line[] = [
  ["saveDown", ["Enter"], ["Shift", "Enter"]], ["saveRight", ["Tab"], ["Shift", "Tab"]], ["fill", ["Ctrl", "Enter"]], ["picker", ["Alt", "↓"]], ["cancel", ["Esc"]],
];
const HEADS: Line[] = [
  ["sort", ["Enter"], ["Shift", "Enter"]], ["moveColumn", ["Alt", "→"]], ["resizeColumn", ["Alt", "Shift", "→"]], ["headMenu", ["Alt", "↓"]],
];

export function Shortcuts({ onClose }: { onClose: () => void }) {
  const t = texts.planning.shortcuts;
  const parts: [string, Line[]][] = [[t.anywhere, ANYWHERE], [t.grid, GRID], [t.editing, EDITING], [t.heads, HEADS]];
  return (
    <Modal
      title={t.title}
      size="large"
      bare
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onPress={onClose}>{t.close}</Button>
        </>
      }
    >
      {/* Scrolled by keys too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="shortcuts" role="group" aria-label={t.title} tabIndex={0}>
        {parts.map(([title, lines]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {lines.map(([name, ...ways]) => (
                <div key={name}>
                  <dt>{t.list[name]}</dt>
                  <dd>
                    {ways.map((keys) => (
                      <span key={keys.join()}>
                        {keys.map((key) => (
                          <Kbd key={key}>{key}</Kbd>
                        ))}
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
