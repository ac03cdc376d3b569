// A setting of each form, with whose value it has.
import type { ReactNode } from "react";
import type { SettingKey, SettingView, Settings } from "../../ipc";
import { Checkbox, TextField } from "../../shared/Field";
import { count } from "../../shared/format";
import { Select } from "../../shared/Select";
import { texts } from "../../shared/texts";
import { RANGES, type NumberKey, type TextKey, type Typed } from "./draft";
import { Layer, lockOf } from "./Layer";

const t = texts.settings;

/** What the sections need of the form. */
export type Form = {
  typed: Typed;
  wrong: NumberKey[];
  views: Map<SettingKey, SettingView>;
  onWrite: (change: Partial<Typed>) => void;
  onUnset: (key: SettingKey) => void;
  /** A reset reads all again, and would take what is typed with it. */
  canUnset: boolean;
};

type Named<K> = { form: Form; name: K; label: string; help?: string };

/** A control with its layer beneath. */
export function Setting({ form, name, label, children }: { form: Form; name: SettingKey; label: string; children: ReactNode }) {
  return (
    <div className="se-setting">
      {children}
      <Layer view={form.views.get(name)} label={label} canUnset={form.canUnset} onUnset={() => form.onUnset(name)} />
    </div>
  );
}

export function NumberSetting({ form, name, label, unit, help }: Named<NumberKey> & { unit: string }) {
  const [low, high] = RANGES[name];
  return (
    <Setting form={form} name={name} label={label}>
      <TextField
        label={label}
        numeric
        inputMode="numeric"
        maxLength={6}
        readOnly={lockOf(form.views.get(name))}
        value={form.typed[name]}
        error={form.wrong.includes(name) ? t.range(low, high) : undefined}
        help={[t.rangeHelp(count(low), count(high)), help].filter(Boolean).join(" · ")}
        after={<span className="input-unit">{unit}</span>}
        onChange={(text) => form.onWrite({ [name]: text })}
      />
    </Setting>
  );
}

export function TextSetting({ form, name, label, help }: Named<TextKey | "proxyBypass">) {
  return (
    <Setting form={form} name={name} label={label}>
      <TextField
        label={label}
        maxLength={2000}
        readOnly={lockOf(form.views.get(name))}
        value={form.typed[name]}
        help={help}
        onChange={(text) => form.onWrite({ [name]: text })}
      />
    </Setting>
  );
}

type FlagKey = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

export function FlagSetting({ form, name, label, help }: Named<FlagKey>) {
  return (
    <Setting form={form} name={name} label={label}>
      <Checkbox isSelected={form.typed[name]} isDisabled={lockOf(form.views.get(name)) !== null} onChange={(on) => form.onWrite({ [name]: on })}>
        {label}
      </Checkbox>
      {help !== undefined && <p className="se-help">{help}</p>}
    </Setting>
  );
}

type Words = Pick<Settings, "theme" | "language" | "proxyMode" | "updateChannel" | "logLevel">;

export function WordSetting<K extends keyof Words>({ form, name, label, words, help }: Named<K> & { words: Record<Words[K], string> }) {
  const values = Object.keys(words) as Words[K][];
  const chosen: Words = form.typed;
  return (
    <Setting form={form} name={name} label={label}>
      <Select
        label={label}
        value={chosen[name]}
        options={values.map((value) => ({ value, label: words[value] }))}
        isDisabled={lockOf(form.views.get(name)) !== null}
        onChange={(value) => form.onWrite({ [name]: value } as Partial<Typed>)}
      />
      {help !== undefined && <p className="field-help">{help}</p>}
    </Setting>
  );
}
