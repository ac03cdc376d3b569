// A key, where the action is.

import "./Kbd.css";

export function Kbd({ children }: { children: string }) {
  return <kbd className="kbd">{children}</kbd>;
}
