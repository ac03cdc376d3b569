// Starts a what-if or goes on with one.

import { FlaskConical } from "lucide-react";
import { MenuButton } from "../Menu";
import { texts } from "../texts";
import type { Tools } from "./tools";
import { useWhatIfs } from "./whatIf";

export function WhatIfMenu({ tools }: { tools: Tools }) {
  const t = texts.planning.whatIf;
  const { all, enter } = useWhatIfs();
  return (
    <MenuButton
      label={t.menu}
      icon={FlaskConical}
      sections={[
        { items: all.filter((one) => !one.active).map((one) => ({ id: one.id, label: t.enter(one.name), onAction: () => enter(one.id) })) },
        { items: [{ id: "begin", label: t.begin, onAction: tools.beginWhatIf }] },
      ]}
    />
  );
}
