// Settings of this computer, each with the layer that its value comes from, and the account.
import { FileWarning, Lock } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useMutate, useRead, type AppState, type SettingView, type Settings } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { ErrorState } from "../../shared/ErrorState";
import { usePermission } from "../../shared/organization";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import { Account } from "./Account";
import type { Form } from "./controls";
import { isSame, toSettings, toTyped, wrongNumbers, type Typed } from "./draft";
import { Recovery } from "./Recovery";
import {
  AppearanceSection, GovernanceSection, NetworkSection, NotificationsSection, SyncSection, UpdatesSection, WatchingSection,
} from "./sections";
import "./settings.css";

const t = texts.settings;

export type SettingsScreenProps = {
  state: AppState;
  onState: (state: AppState) => void;
  /** Leads to the sign-in form; offered when PEMS does not accept the kept sign-in any more. */
  onSignIn?: () => void;
};

/** The settings screen. What the organization has set, or what needs `manageSettings`, is locked with the reason. */
export function SettingsScreen({ state, onState, onSignIn }: SettingsScreenProps) {
  const read = useRead("settings_show", {});
  const views = useRead("setting_list", {});
  const may = usePermission("manageSettings");
  const error = read.error ?? views.error;
  const reread = () => {
    void read.refetch();
    void views.refetch();
  };
  return (
    <main className="page">
      <header className="page-head">
        <h1>{t.title}</h1>
      </header>
      <div className="se-column">
        <Problems />
        {!may && <Banner icon={Lock} title={t.readOnly} />}
        {error !== null ? (
          <ErrorState error={error} onRetry={reread} />
        ) : (
          <Loading loading={read.data === undefined || views.data === undefined}>
            {read.data && views.data && <SettingsForm key={JSON.stringify(read.data)} settings={read.data} views={views.data} />}
          </Loading>
        )}
        {state.session !== null && !state.session.sample && <Recovery />}
        <Account state={state} onState={onState} onSignIn={onSignIn} />
        <p className="dense muted">{t.version(state.version)}</p>
      </div>
    </main>
  );
}

/** What is wrong in a layer: which file, which line, which setting. */
function Problems() {
  const problems = useRead("setting_problems", {}).data ?? [];
  return problems.map((one) => (
    <Banner key={`${one.source} ${one.line} ${one.key}`} icon={FileWarning} tone="bad" role="alert" title={one.layer === "policy" ? t.policyBroken : t.layerBroken}>
      <code>{[one.source, one.line].filter((part) => part !== null).join(":")}</code> {[one.key, one.message].filter(Boolean).join(": ")}
    </Banner>
  ));
}

function SettingsForm({ settings, views }: { settings: Settings; views: SettingView[] }) {
  const saved = toTyped(settings);
  const [typed, setTyped] = useState(saved);
  const save = useMutate("settings_save");
  const unset = useMutate("setting_unset");
  const wrong = wrongNumbers(typed);
  const isChanged = !isSame(typed, saved);
  const form: Form = {
    typed,
    wrong,
    views: new Map(views.map((view) => [view.key, view])),
    onWrite: (change: Partial<Typed>) => setTyped((before) => ({ ...before, ...change })),
    onUnset: (key) => unset.mutate({ key }, { onError: (error) => toast({ kind: "error", title: error.message }) }),
    canUnset: !isChanged && !unset.isPending,
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    if (wrong.length > 0 || !isChanged) return;
    // The form is another one once other settings are read, so that its own callbacks would not be called.
    save.mutateAsync({ settings: toSettings(typed) }).then(
      () => toast({ kind: "success", title: t.saved, detail: t.savedDetail }),
      () => undefined,
    );
  }

  return (
    <form className="se-form" onSubmit={submit} noValidate>
      <SyncSection form={form} />
      <NetworkSection form={form} />
      <AppearanceSection form={form} />
      <NotificationsSection form={form} />
      <UpdatesSection form={form} />
      <WatchingSection form={form} />
      <GovernanceSection form={form} />
      <div className="se-save">
        <span className={save.error !== null || wrong.length > 0 ? "se-problem" : "soft"} role="status">
          {save.error !== null ? save.error.message : wrong.length > 0 ? t.fixFirst : isChanged ? t.unsaved : null}
        </span>
        <Button isDisabled={!isChanged} onPress={() => setTyped(saved)}>
          {t.revert}
        </Button>
        <Button type="submit" variant="primary" isDisabled={!isChanged || wrong.length > 0 || save.isPending}>
          {t.save}
        </Button>
      </div>
    </form>
  );
}
