// Settings of this computer: sync, appearance, notifications, and the account.
import { Lock } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useMutate, useRead, type AppState, type Settings } from "../../ipc";
import { Banner } from "../../shared/Banner";
import { Button } from "../../shared/Button";
import { ErrorState } from "../../shared/ErrorState";
import { Checkbox, TextField } from "../../shared/Field";
import { count } from "../../shared/format";
import { usePermission } from "../../shared/organization";
import { Loading } from "../../shared/Skeleton";
import { LanguageChoice } from "../../shared/LanguageChoice";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";
import { Account } from "./Account";
import { isSame, RANGES, toSettings, toTyped, wrongNumbers, type NumberKey, type Typed } from "./draft";
import { Section } from "./Section";
import "./settings.css";

const t = texts.settings;

export type SettingsScreenProps = {
  state: AppState;
  onState: (state: AppState) => void;
  /** Leads to the sign-in form; offered when PEMS does not accept the kept sign-in any more. */
  onSignIn?: () => void;
};

/** The settings screen. How the window looks is anybody's to choose; sync is locked, with the reason, without `manageSettings`. */
export function SettingsScreen({ state, onState, onSignIn }: SettingsScreenProps) {
  const read = useRead("settings_show", {});
  const may = usePermission("manageSettings");
  return (
    <main className="page">
      <header className="page-head">
        <h1>{t.title}</h1>
      </header>
      <div className="se-column">
        {read.error !== null ? (
          <ErrorState error={read.error} onRetry={() => void read.refetch()} />
        ) : (
          <Loading loading={read.data === undefined}>{read.data && <SettingsForm settings={read.data} may={may} />}</Loading>
        )}
        <Account state={state} onState={onState} onSignIn={onSignIn} />
        <p className="dense muted">{t.version(state.version)}</p>
      </div>
    </main>
  );
}

function SettingsForm({ settings, may }: { settings: Settings; may: boolean }) {
  const saved = toTyped(settings);
  const [typed, setTyped] = useState(saved);
  const save = useMutate("settings_save");
  const wrong = wrongNumbers(typed);
  const isChanged = !isSame(typed, saved);
  const write = (change: Partial<Typed>) => setTyped({ ...typed, ...change });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (wrong.length > 0 || !isChanged) return;
    save.mutate({ settings: toSettings(typed) }, { onSuccess: () => toast({ kind: "success", title: t.saved, detail: t.savedDetail }) });
  }

  return (
    <form className="se-form" onSubmit={submit} noValidate>
      <SyncSection typed={typed} wrong={wrong} may={may} onWrite={write} />
      <Section title={t.appearanceTitle} text={t.appearanceText}>
        <ThemeSelect value={typed.theme} onChoose={(theme) => write({ theme })} />
        <LanguageChoice />
      </Section>
      <Section title={t.notificationsTitle} text={t.notificationsText}>
        <Checkbox isSelected={typed.notifications} onChange={(notifications) => write({ notifications })}>
          {t.notifications}
        </Checkbox>
      </Section>
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

type SyncProps = { typed: Typed; wrong: NumberKey[]; may: boolean; onWrite: (change: Partial<Typed>) => void };

function SyncSection({ typed, wrong, may, onWrite }: SyncProps) {
  const number = (key: NumberKey, label: string, unit: string, help?: string) => {
    const [low, high] = RANGES[key];
    return (
      <TextField
        label={label}
        numeric
        inputMode="numeric"
        maxLength={6}
        readOnly={may ? null : t.readOnly}
        value={typed[key]}
        error={wrong.includes(key) ? t.range(low, high) : undefined}
        help={[t.rangeHelp(count(low), count(high)), help].filter(Boolean).join(" · ")}
        after={<span className="input-unit">{unit}</span>}
        onChange={(text) => onWrite({ [key]: text })}
      />
    );
  };
  return (
    <Section title={t.syncTitle} text={t.syncText}>
      {!may && <Banner icon={Lock} title={t.readOnly} />}
      <Checkbox isSelected={typed.syncEnabled} isDisabled={!may} onChange={(syncEnabled) => onWrite({ syncEnabled })}>
        {t.syncEnabled}
      </Checkbox>
      <p className="se-help">{t.syncEnabledHelp}</p>
      <div className="se-two">
        {number("intervalSeconds", t.interval, t.intervalUnit)}
        {number("batchSize", t.batch, t.batchUnit)}
        {number("maxAttempts", t.attempts, t.attemptsUnit)}
        {number("rateLimitPerSecond", t.rate, t.rateUnit, t.rateHelp)}
      </div>
    </Section>
  );
}

const THEMES = Object.keys(t.themes) as Settings["theme"][];

function ThemeSelect({ value, onChoose }: { value: Settings["theme"]; onChoose: (theme: Settings["theme"]) => void }) {
  return (
    <label className="se-theme">
      <span className="field-label">{t.theme}</span>
      <select value={value} onChange={(event) => onChoose(event.target.value as Settings["theme"])}>
        {THEMES.map((theme) => (
          <option key={theme} value={theme}>
            {t.themes[theme]}
          </option>
        ))}
      </select>
    </label>
  );
}
