// The same on every screen: organization, find, where sync stands, Save & Sync.

import { Building2, ChevronDown, Search, Upload, X } from "lucide-react";
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { call, asAppError, type AppState, type SessionView, type SyncStatus } from "../ipc";
import { Button } from "../shared/Button";
import { count } from "../shared/format";
import { Kbd } from "../shared/Kbd";
import { SyncPill } from "../shared/SyncPill";
import { toast } from "../shared/Toast";
import { texts } from "../shared/texts";
import { Tooltip } from "../shared/Tooltip";
import type { Commit } from "./commit";
import type { Journal } from "../shared/view/journal";
import { useApart, type Apart } from "../shared/view/planning";
import { UndoButtons } from "../shared/view/UndoButtons";
import "../shared/Menu.css";

export type TopBarProps = {
  session: SessionView;
  status: SyncStatus | undefined;
  journal: Journal;
  typed: Apart<string>;
  onSearch: (search: string) => void;
  onState: (state: AppState) => void;
  onShowActivity: () => void;
  commit: Commit;
};

export function TopBar({ session, status, journal, typed, onSearch, onState, onShowActivity, commit }: TopBarProps) {
  return (
    <header className="topbar">
      <Organization session={session} onState={onState} />
      <Find typed={typed} onSearch={onSearch} />
      <span className="grow" />
      <UndoButtons journal={journal} />
      <span className="separator" />
      {status && <SyncPill status={status} onPress={onShowActivity} />}
      <SaveAndSync commit={commit} />
    </header>
  );
}

function Organization({ session, onState }: { session: SessionView; onState: (state: AppState) => void }) {
  const t = texts.app;
  const here = session.organizations.find((one) => one.code === session.organization);
  const choose = (organization: string) => {
    if (organization === session.organization) return;
    call("organization_select", { organization })
      .then(onState)
      .catch((thrown: unknown) => toast({ kind: "error", title: t.notOpened(organization), detail: asAppError(thrown).message }));
  };
  return (
    <MenuTrigger>
      <AriaButton className="button quiet organization">
        <Building2 size={16} strokeWidth={1.75} aria-hidden />
        <span className="visually-hidden">{t.organization} </span>
        <span className="strong">{session.organization}</span>
        {here && <span className="muted num wide-only">{t.records(here.records, count(here.records))}</span>}
        {session.sample && <span className="label">{t.sample}</span>}
        <ChevronDown size={14} strokeWidth={1.75} className="chevron" aria-hidden />
      </AriaButton>
      <Popover className="menu-popover" placement="bottom start">
        <Menu
          className="menu"
          aria-label={t.organizations}
          selectionMode="single"
          selectedKeys={[session.organization]}
          onAction={(key) => choose(String(key))}
        >
          {session.organizations.map((one) => (
            <MenuItem key={one.code} id={one.code} className="menu-item" textValue={one.code}>
              <span className="medium">{one.code}</span>
              <span className="muted ellipsis grow">{one.name}</span>
              <span className="muted num">{count(one.records)}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Find({ typed, onSearch }: { typed: Apart<string>; onSearch: (search: string) => void }) {
  const t = texts.app;
  const search = useApart(typed);
  return (
    <div className="input quiet find" role="search">
      <Search size={14} strokeWidth={1.75} aria-hidden />
      <input
        type="text"
        aria-label={t.find}
        placeholder={t.find}
        value={search}
        maxLength={200}
        onChange={(event) => onSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && search !== "") onSearch("");
        }}
      />
      {search === "" ? (
        <span className="find-keys" aria-hidden>
          <Kbd>Ctrl</Kbd>
          <Kbd>K</Kbd>
        </span>
      ) : (
        <AriaButton className="chip-remove" aria-label={t.clearFind} onPress={() => onSearch("")}>
          <X size={12} strokeWidth={2.25} aria-hidden />
        </AriaButton>
      )}
    </div>
  );
}

function SaveAndSync({ commit }: { commit: Commit }) {
  const t = texts.app;
  const { drafts, pending, run } = commit;
  return (
    <Tooltip text={drafts === 0 ? t.nothingToSync : t.sends(drafts)}>
      <Button variant="primary" icon={Upload} isDisabled={drafts === 0 || pending} onPress={run}>
        {t.saveAndSync}
        {drafts > 0 && (
          <span className="tally">
            {count(drafts)}
            <span className="visually-hidden"> {t.drafts}</span>
          </span>
        )}
      </Button>
    </Tooltip>
  );
}
