// The parts of the settings, each about one thing.
import type { NotificationKind, Schedule } from "../../ipc";
import { Checkbox } from "../../shared/Field";
import { texts } from "../../shared/texts";
import { FlagSetting, NumberSetting, Setting, TextSetting, WordSetting, type Form } from "./controls";
import { lockOf } from "./Layer";
import { ProxySignIn } from "./ProxySignIn";
import { Section } from "./Section";

const t = texts.settings;
const { language } = texts.planning;

export function SyncSection({ form }: { form: Form }) {
  return (
    <Section title={t.syncTitle} text={t.syncText}>
      <FlagSetting form={form} name="syncEnabled" label={t.syncEnabled} help={t.syncEnabledHelp} />
      <ScheduleSetting form={form} />
      <div className="se-two">
        <NumberSetting form={form} name="intervalSeconds" label={t.interval} unit={t.intervalUnit} />
        <NumberSetting form={form} name="batchSize" label={t.batch} unit={t.batchUnit} />
        <NumberSetting form={form} name="maxAttempts" label={t.attempts} unit={t.attemptsUnit} />
        <NumberSetting form={form} name="retryDelaySeconds" label={t.retryDelay} unit={t.intervalUnit} />
        <NumberSetting form={form} name="rateLimitPerSecond" label={t.rate} unit={t.rateUnit} help={t.rateHelp} />
        <NumberSetting form={form} name="queueAgeAlertMinutes" label={t.queueAge} unit={t.minutes} />
      </div>
      <TextSetting form={form} name="pemsAddress" label={t.pemsAddress} help={t.pemsAddressHelp} />
    </Section>
  );
}

const WORKDAYS: Schedule = { days: [1, 2, 3, 4, 5], from: "07:00", to: "19:00" };

/** The days and hours in which sync runs by itself. */
function ScheduleSetting({ form }: { form: Form }) {
  const { schedule } = form.typed;
  const isLocked = lockOf(form.views.get("schedule")) !== null;
  const write = (next: Schedule | null) => form.onWrite({ schedule: next });
  const time = (key: "from" | "to", label: string, chosen: Schedule) => (
    <label>
      <span className="field-label">{label}</span>
      <input
        type="time"
        className="se-time"
        value={chosen[key]}
        disabled={isLocked}
        onChange={(event) => {
          if (event.target.value !== "") write({ ...chosen, [key]: event.target.value });
        }}
      />
    </label>
  );
  return (
    <Setting form={form} name="schedule" label={t.schedule}>
      <Checkbox isSelected={schedule !== null} isDisabled={isLocked} onChange={(on) => write(on ? WORKDAYS : null)}>
        {t.schedule}
      </Checkbox>
      {schedule !== null && (
        <div className="se-schedule">
          <div className="row" role="group" aria-label={t.days}>
            {t.dayNames.map((name, index) => (
              <Checkbox
                key={name}
                isSelected={schedule.days.includes(index + 1)}
                isDisabled={isLocked || (schedule.days.length === 1 && schedule.days[0] === index + 1)}
                onChange={(on) => write({ ...schedule, days: withDay(schedule.days, index + 1, on) })}
              >
                {name}
              </Checkbox>
            ))}
          </div>
          <div className="row">
            {time("from", t.from, schedule)}
            {time("to", t.to, schedule)}
          </div>
        </div>
      )}
    </Setting>
  );
}

function withDay(days: number[], day: number, on: boolean): number[] {
  return [...days.filter((one) => one !== day), ...(on ? [day] : [])].sort((a, b) => a - b);
}

export function NetworkSection({ form }: { form: Form }) {
  const mode = form.typed.proxyMode;
  return (
    <Section title={t.networkTitle} text={t.networkText}>
      <WordSetting form={form} name="proxyMode" label={t.proxyMode} words={t.proxyModes} />
      {mode === "manual" && (
        <>
          <TextSetting form={form} name="proxyAddress" label={t.proxyAddress} help={t.proxyAddressHelp} />
          <TextSetting form={form} name="proxyBypass" label={t.proxyBypass} help={t.proxyBypassHelp} />
        </>
      )}
      {mode === "pac" && <TextSetting form={form} name="proxyPacUrl" label={t.proxyPacUrl} />}
      {mode !== "none" && (
        <>
          <TextSetting form={form} name="proxyUser" label={t.proxyUser} help={t.proxyUserHelp} />
          <ProxySignIn form={form} />
        </>
      )}
      <TextSetting form={form} name="extraCaFile" label={t.extraCaFile} help={t.extraCaFileHelp} />
    </Section>
  );
}

export function AppearanceSection({ form }: { form: Form }) {
  return (
    <Section title={t.appearanceTitle} text={t.appearanceText}>
      <WordSetting form={form} name="theme" label={t.theme} words={t.themes} />
      <WordSetting form={form} name="language" label={language.label} words={language.words} help={language.help} />
      <FlagSetting form={form} name="startAtLogin" label={t.startAtLogin} />
    </Section>
  );
}

const KINDS: readonly NotificationKind[] = ["conflict", "failed", "alert", "update"];

export function NotificationsSection({ form }: { form: Form }) {
  const { notifications, mutedNotifications: muted } = form.typed;
  const isLocked = lockOf(form.views.get("mutedNotifications")) !== null;
  return (
    <Section title={t.notificationsTitle} text={t.notificationsText}>
      <FlagSetting form={form} name="notifications" label={t.notifications} />
      <Setting form={form} name="mutedNotifications" label={t.tellOf}>
        <div className="se-kinds" role="group" aria-label={t.tellOf}>
          {KINDS.map((kind) => (
            <Checkbox
              key={kind}
              isSelected={!muted.includes(kind)}
              isDisabled={!notifications || isLocked}
              onChange={(on) => form.onWrite({ mutedNotifications: KINDS.filter((one) => (one === kind ? !on : muted.includes(one))) })}
            >
              {t.kinds[kind]}
            </Checkbox>
          ))}
        </div>
      </Setting>
    </Section>
  );
}

export function UpdatesSection({ form }: { form: Form }) {
  return (
    <Section title={t.updatesTitle} text={t.updatesText}>
      <FlagSetting form={form} name="updateEnabled" label={t.updateEnabled} />
      <WordSetting form={form} name="updateChannel" label={t.updateChannel} words={t.updateChannels} />
      <TextSetting form={form} name="updateAddress" label={t.updateAddress} help={t.builtIn} />
    </Section>
  );
}

export function WatchingSection({ form }: { form: Form }) {
  return (
    <Section title={t.watchingTitle} text={t.watchingText}>
      <FlagSetting form={form} name="metricsEnabled" label={t.metricsEnabled} />
      <TextSetting form={form} name="metricsListen" label={t.metricsListen} />
      <TextSetting form={form} name="otlpEndpoint" label={t.otlpEndpoint} />
      <WordSetting form={form} name="logLevel" label={t.logLevel} words={t.logLevels} />
    </Section>
  );
}

export function GovernanceSection({ form }: { form: Form }) {
  return (
    <Section title={t.governanceTitle} text={t.governanceText}>
      <TextSetting form={form} name="approvalAbove" label={t.approvalAbove} help={t.approvalAboveHelp} />
      <TextSetting form={form} name="recoveryPublicKey" label={t.recoveryPublicKey} help={t.recoveryPublicKeyHelp} />
    </Section>
  );
}
