// Whose value a setting has: the organization's, this computer's, the person's own, or nobody's.
import { Lock } from "lucide-react";
import type { SettingView } from "../../ipc";
import { Button } from "../../shared/Button";
import { texts } from "../../shared/texts";
import { Tooltip } from "../../shared/Tooltip";

const t = texts.settings;

type Props = { view: SettingView | undefined; label: string; onUnset: () => void; canUnset: boolean };

/** The layer under a setting, with the place where it stands on hover and focus, and the way back to the default. */
export function Layer({ view, label, onUnset, canUnset }: Props) {
  if (view === undefined) return null;
  if (view.layer === "user" && view.editable) {
    return (
      <Button variant="quiet" size="small" className="se-layer" aria-label={t.unsetOf(label)} isDisabled={!canUnset} onPress={onUnset}>
        {t.layers.user} · {t.unset}
      </Button>
    );
  }
  const words = t.layers[view.layer];
  if (view.source === null) return <span className="se-layer muted">{words}</span>;
  return (
    <Tooltip text={view.source}>
      <Button variant="quiet" size="small" className="se-layer" icon={Lock} aria-label={t.layerOf(label, words, view.source)}>
        {words}
      </Button>
    </Tooltip>
  );
}

/** Why a setting cannot be changed; null where it can. */
export function lockOf(view: SettingView | undefined): string | null {
  if (view === undefined || view.editable) return null;
  return view.layer === "policy" ? t.layers.policy : (view.why ?? t.readOnly);
}
