// All that can be done to a column, at its head.

import type { RefObject } from "react";
import { Menu, MenuItem, Popover } from "react-aria-components";
import type { GroupBy } from "../../../ipc";
import { texts } from "../../../shared/texts";
import { GROUPS } from "../../../shared/view/spec";
import "../../../shared/Menu.css";
import type { Column } from "./columns";

export type HeadMenuActions = {
  sort: (descending: boolean, also: boolean) => void;
  group: (group: GroupBy) => void;
  move: (by: 1 | -1) => void;
  resize: (by: 1 | -1) => void;
  freeze: () => void;
  hide: () => void;
};

export type HeadMenuProps = { column: Column; anchor: RefObject<HTMLElement | null>; actions: HeadMenuActions; onClose: () => void };

export function HeadMenu({ column, anchor, actions, onClose }: HeadMenuProps) {
  const t = texts.planning.head;
  const group = GROUPS.find((one) => one === column.id);
  const items: [string, string, () => void][] = [
    ["up", t.up, () => actions.sort(false, false)],
    ["down", t.down, () => actions.sort(true, false)],
    ["also", t.also, () => actions.sort(false, true)],
    ...(group === undefined ? [] : [["group", t.group, () => actions.group(group)] as [string, string, () => void]]),
    ["left", t.left, () => actions.move(-1)],
    ["right", t.right, () => actions.move(1)],
    ["wider", t.wider, () => actions.resize(1)],
    ["narrower", t.narrower, () => actions.resize(-1)],
    ["freeze", t.freeze, actions.freeze],
    ["hide", t.hide, actions.hide],
  ];
  return (
    <Popover
      className="menu-popover"
      triggerRef={anchor}
      placement="bottom start"
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Menu
        className="menu"
        aria-label={t.menu(column.name)}
        // The menu was opened to choose from.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus="first"
        onAction={(key) => {
          onClose();
          items.find(([id]) => id === key)?.[2]();
        }}
      >
        {items.map(([id, label]) => (
          <MenuItem key={id} id={id} className="menu-item">
            {label}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  );
}
