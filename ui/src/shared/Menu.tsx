// A menu behind a button.

import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Header, Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from "react-aria-components";
import { Button } from "./Button";
import { Kbd } from "./Kbd";
import "./Menu.css";

export type Item = { id: string; label: string; icon?: LucideIcon; keys?: string[]; isDisabled?: boolean; onAction: () => void };
/** Items that belong together, under a title or under a line. */
export type Items = { title?: string; items: Item[]; chosen?: string[] };
export type MenuButtonProps = {
  label: string;
  /** What the button shows; without it the icon alone. */
  children?: ReactNode;
  icon: LucideIcon;
  sections: Items[];
  placement?: "bottom start" | "bottom end";
  className?: string;
};

export function MenuButton({ label, children, icon, sections, placement = "bottom end", className }: MenuButtonProps) {
  return (
    <MenuTrigger>
      <Button size="small" variant="quiet" icon={icon} aria-label={label} {...(className === undefined ? {} : { className })}>
        {children}
      </Button>
      <MenuPopover label={label} sections={sections} placement={placement} />
    </MenuTrigger>
  );
}

/** The menu itself, inside a `MenuTrigger`. */
export function MenuPopover({ label, sections, placement }: { label: string; sections: Items[]; placement: "bottom start" | "bottom end" }) {
  const shown = sections.filter((section) => section.items.length > 0);
  const run = (key: unknown) => shown.flatMap((section) => section.items).find((item) => item.id === key)?.onAction();
  return (
    <Popover className="menu-popover" placement={placement}>
      <AriaMenu className="menu" aria-label={label} onAction={run}>
        {shown.map((section, index) => (
          <Section key={section.title ?? section.items[0]?.id} section={section} menu={label} first={index === 0} />
        ))}
      </AriaMenu>
    </Popover>
  );
}

function Section({ section, menu, first }: { section: Items; menu: string; first: boolean }) {
  const { title, items, chosen } = section;
  const line = !first && <Separator className="menu-line" />;
  const rows = items.map(({ id, label, icon: Icon, keys, isDisabled }) => (
    <MenuItem key={id} id={id} className="menu-item" textValue={label} isDisabled={isDisabled ?? false}>
      {Icon && <Icon size={14} strokeWidth={1.75} aria-hidden />}
      <span className="grow ellipsis">{label}</span>
      {keys?.map((key) => <Kbd key={key}>{key}</Kbd>)}
    </MenuItem>
  ));
  if (title === undefined && chosen === undefined) return <>{line}{rows}</>;
  return (
    <>
      {line}
      <MenuSection {...(chosen === undefined ? {} : { selectionMode: "single" as const, selectedKeys: chosen })} {...(title === undefined ? { "aria-label": menu } : {})}>
        {title !== undefined && <Header className="menu-title">{title}</Header>}
        {rows}
      </MenuSection>
    </>
  );
}
