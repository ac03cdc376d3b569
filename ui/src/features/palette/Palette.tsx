// Finds a record or a command by typing a part of it.

import { CornerDownLeft, Filter, Table2, Terminal, type LucideIcon } from "lucide-react";
import { useId, useState, type KeyboardEvent } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { useRead, type Row } from "../../ipc";
import { StatusBadge } from "../../shared/Badge";
import { Kbd } from "../../shared/Kbd";
import { texts } from "../../shared/texts";
import { useRested } from "../../shared/useRested";
import { EVERYTHING } from "../../shared/view/spec";
import "./palette.css";

const RECORDS_SHOWN = 8;
const ASK_AFTER_MS = 80;

export type Command = { id: string; label: string; keys?: string[]; run: () => void };
export type PaletteProps = { commands: Command[]; onRecord: (pfaId: string) => void; onFilter: (text: string) => void; onClose: () => void };

type Entry = { id: string; section: string; label: string; icon: LucideIcon; keys: string[]; row: Row | null; run: () => void };

export function Palette({ commands, onRecord, onFilter, onClose }: PaletteProps) {
  const t = texts.planning.palette;
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const typed = text.trim();
  const rested = useRested(typed, ASK_AFTER_MS);
  const query = { ...EVERYTHING, search: rested, sort: [{ by: "pfaId" as const, descending: false }] };
  const found = useRead("line_window", { query, offset: 0, limit: RECORDS_SHOWN }, { enabled: rested !== "", keepPrevious: true }).data;
  const rows = typed === "" ? [] : (found?.lines ?? []).flatMap((line) => (line.type === "row" ? [line.row] : []));
  const entries: Entry[] = [
    ...commands.filter((command) => fits(command.label, typed)).map((command) => ({
      id: command.id, section: t.commands, label: command.label, icon: Terminal, keys: command.keys ?? [], row: null, run: command.run,
    })),
    ...rows.map((row) => ({ id: row.pfaId, section: t.records, label: row.pfaId, icon: Table2, keys: [], row, run: () => onRecord(row.pfaId) })),
    ...(typed === "" ? [] : [{ id: "filter", section: t.records, label: t.filter(typed), icon: Filter, keys: [], row: null, run: () => onFilter(typed) }]),
  ];
  const current = Math.min(at, entries.length - 1);
  const run = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  const press = (event: KeyboardEvent) => {
    const last = entries.length - 1;
    const to = { ArrowDown: current >= last ? 0 : current + 1, ArrowUp: current <= 0 ? last : current - 1, Home: 0, End: last }[event.key];
    if (event.key === "Enter") run(entries[current]);
    else if (to === undefined || ((event.key === "Home" || event.key === "End") && !event.ctrlKey)) return;
    else {
      setAt(to);
      document.getElementById(`${list}-${to}`)?.scrollIntoView({ block: "nearest" });
    }
    event.preventDefault();
  };
  return (
    <ModalOverlay
      className="modal-scrim palette-scrim"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="modal palette">
        <Dialog className="modal-dialog" aria-label={t.title}>
          <input
            className="palette-input"
            role="combobox"
            aria-label={t.title}
            aria-expanded
            aria-controls={list}
            aria-activedescendant={entries.length === 0 ? undefined : `${list}-${current}`}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            placeholder={t.placeholder}
            value={text}
            maxLength={200}
            // It was opened to type.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            onChange={(event) => {
              setText(event.target.value);
              setAt(0);
            }}
            onKeyDown={press}
          />
          <Entries id={list} entries={entries} current={current} onRun={run} onAt={setAt} />
          <span className="visually-hidden" role="status">
            {entries.length === 0 ? t.none : ""}
          </span>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

type EntriesProps = { id: string; entries: Entry[]; current: number; onRun: (entry: Entry) => void; onAt: (at: number) => void };

function Entries({ id, entries, current, onRun, onAt }: EntriesProps) {
  const t = texts.planning.palette;
  if (entries.length === 0) return <p className="palette-none muted">{t.none}</p>;
  const sections = [...new Set(entries.map((entry) => entry.section))];
  return (
    <div className="palette-list" role="listbox" id={id} aria-label={t.title}>
      {sections.map((section) => (
        <div key={section} role="group" aria-label={section}>
          <div className="menu-title" aria-hidden>
            {section}
          </div>
          {entries.map((entry, at) =>
            entry.section !== section ? null : (
              // The focus stays in the text; arrows and Enter choose from there.
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={entry.id}
                id={`${id}-${at}`}
                role="option"
                tabIndex={-1}
                aria-selected={at === current}
                className={at === current ? "palette-entry on" : "palette-entry"}
                onMouseMove={() => onAt(at)}
                onClick={() => onRun(entry)}
              >
                <EntryFace entry={entry} />
                {at === current && <CornerDownLeft size={14} strokeWidth={1.75} aria-hidden />}
              </div>
            ),
          )}
        </div>
      ))}
    </div>
  );
}

function EntryFace({ entry: { icon: Icon, label, keys, row } }: { entry: Entry }) {
  return (
    <>
      <Icon size={14} strokeWidth={1.75} aria-hidden />
      <span className={row === null ? "grow ellipsis" : "num medium"}>{label}</span>
      {row !== null && <span className="grow ellipsis soft">{String(row.values.description ?? row.values.class ?? "")}</span>}
      {row !== null && <StatusBadge status={row.status} />}
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </>
  );
}

/** Whether each typed word begins a word of the label. */
function fits(label: string, typed: string): boolean {
  const words = label.toLowerCase().split(/[\s:…]+/);
  return typed.toLowerCase().split(/\s+/).every((part) => words.some((word) => word.startsWith(part)));
}
