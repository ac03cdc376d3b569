// The saved views of the organization: open one, save this one, rename, delete.

import { Bookmark, ChevronDown } from "lucide-react";
import { useState } from "react";
import { MenuTrigger } from "react-aria-components";
import { useMutate, useRead, type SavedView } from "../../ipc";
import { Button } from "../Button";
import { TextField } from "../Field";
import { MenuPopover, type Items } from "../Menu";
import { Modal } from "../Modal";
import { newId } from "../newId";
import { texts } from "../texts";
import { toast } from "../Toast";
import type { Planning } from "./planning";
import { FIRST_SPEC, sameSpec, specFrom } from "./spec";

const LONGEST_NAME = 60;
type Asking = "save" | "rename" | "remove" | null;

export function SavedViews({ planning }: { planning: Planning }) {
  const t = texts.planning.views;
  const views = useRead("view_list", {}).data ?? [];
  const [asking, setAsking] = useState<Asking>(null);
  const keep = useKeepView();
  const open = views.find((view) => view.id === planning.viewId) ?? null;
  const base = open === null ? FIRST_SPEC : (specFrom(open.spec) ?? FIRST_SPEC);
  const edited = !sameSpec(planning.current, base);
  const sections: Items[] = [
    {
      chosen: [open?.id ?? "first"],
      items: [
        { id: "first", label: t.first, onAction: () => planning.openView(null) },
        ...views.map((view) => ({ id: view.id, label: view.name, onAction: () => planning.openView(view) })),
      ],
    },
    {
      items: [
        ...(open === null ? [] : [{ id: "save", label: t.save, isDisabled: !edited, onAction: () => keep({ ...open, spec: planning.current }) }]),
        { id: "save-as", label: t.saveAs, onAction: () => setAsking("save") },
        ...(open === null ? [] : [
          { id: "rename", label: t.rename, onAction: () => setAsking("rename") },
          { id: "remove", label: t.remove, onAction: () => setAsking("remove") },
        ]),
      ],
    },
  ];
  return (
    <>
      <MenuTrigger>
        <Button size="small" variant="quiet" icon={Bookmark} className="view-name">
          <span className="visually-hidden">{t.menu}: </span>
          <span className="ellipsis">{open?.name ?? t.first}</span>{" "}
          {edited && <span className="label wide-only">{t.edited}</span>}
          <ChevronDown size={14} strokeWidth={1.75} className="chevron" aria-hidden />
        </Button>
        <MenuPopover label={t.menu} sections={sections} placement="bottom start" />
      </MenuTrigger>
      {asking === "save" && <NameView view={{ id: newId(), name: "", spec: planning.current }} isNew title={t.saveTitle} planning={planning} onClose={() => setAsking(null)} />}
      {asking === "rename" && open && <NameView view={open} title={t.renameTitle} planning={planning} onClose={() => setAsking(null)} />}
      {asking === "remove" && open && <RemoveView view={open} onClose={() => setAsking(null)} onGone={() => planning.openView(null)} />}
    </>
  );
}

/** Saves a view and says so. */
function useKeepView(): (view: SavedView, done?: () => void) => void {
  const save = useMutate("view_save");
  return (view, done) =>
    save.mutate(
      { view },
      {
        onSuccess: () => {
          toast({ kind: "success", title: texts.planning.views.saved(view.name) });
          done?.();
        },
        onError: (error) => toast({ kind: "error", title: texts.common.errorTitle[error.code], detail: error.message }),
      },
    );
}

type NameProps = { view: SavedView; isNew?: boolean; title: string; planning: Planning; onClose: () => void };

function NameView({ view, isNew = false, title, planning, onClose }: NameProps) {
  const t = texts.planning.views;
  const [name, setName] = useState(view.name);
  const keep = useKeepView();
  const confirm = () => {
    const named = { ...view, name: name.trim() };
    if (named.name === "") return;
    keep(named, () => {
      onClose();
      if (isNew) planning.openView(named);
    });
  };
  return (
    <Modal
      size="small"
      title={title}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button variant="primary" onPress={confirm} isDisabled={name.trim() === ""}>
            {t.save}
          </Button>
        </>
      }
    >
      <TextField
        label={t.name}
        help={t.nameHelp}
        value={name}
        onChange={setName}
        maxLength={LONGEST_NAME}
        isRequired
        // eslint-disable-next-line jsx-a11y/no-autofocus -- where the dialog starts
        autoFocus
        onKeyDown={(event) => {
          if (event.key === "Enter") confirm();
        }}
      />
    </Modal>
  );
}

function RemoveView({ view, onClose, onGone }: { view: SavedView; onClose: () => void; onGone: () => void }) {
  const t = texts.planning.views;
  const remove = useMutate("view_delete");
  const confirm = () =>
    remove.mutate(
      { id: view.id },
      {
        onSuccess: () => {
          toast({ kind: "success", title: t.removed(view.name) });
          onGone();
          onClose();
        },
        onError: (error) => toast({ kind: "error", title: texts.common.errorTitle[error.code], detail: error.message }),
      },
    );
  return (
    <Modal
      role="alertdialog"
      size="small"
      title={t.removeTitle(view.name)}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button variant="danger" onPress={confirm} isPending={remove.isPending}>
            {t.removeConfirm}
          </Button>
        </>
      }
    >
      <p>{t.removeText}</p>
    </Modal>
  );
}
