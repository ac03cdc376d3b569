// How much the application writes about itself; support often asks for more.
import { useMutate, useRead, type LogLevel as Level } from "../../ipc";
import { Select } from "../../shared/Select";
import { texts } from "../../shared/texts";
import { toast } from "../../shared/Toast";

const t = texts.support;
const words = texts.settings.logLevels;
const LEVELS = Object.keys(words) as Level[];

/** The level of the log; a choice holds at once. */
export function LogLevel() {
  const settings = useRead("settings_show", {}).data;
  const view = useRead("setting_list", {}).data?.find((one) => one.key === "logLevel");
  const save = useMutate("settings_save");
  if (settings === undefined || view === undefined) return null;

  function choose(logLevel: Level) {
    if (settings === undefined) return;
    save.mutate({ settings: { ...settings, logLevel } }, { onError: (error) => toast({ kind: "error", title: error.message }) });
  }

  return (
    <div className="su-level">
      <Select
        label={t.logLevel}
        value={settings.logLevel}
        options={LEVELS.map((value) => ({ value, label: words[value] }))}
        isDisabled={!view.editable || save.isPending}
        onChange={choose}
      />
      <p className="field-help">{view.editable ? t.logLevelHelp : view.layer === "policy" ? texts.settings.layers.policy : (view.why ?? texts.settings.readOnly)}</p>
    </div>
  );
}
