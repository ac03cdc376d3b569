// Small things that the window keeps from one start to the next: where one left off, never data.

const PREFIX = "pfa.";

/** What was remembered under a name, undefined where nothing was. */
export function remembered(name: string): unknown {
  const stored = localStorage.getItem(PREFIX + name);
  if (stored === null) return undefined;
  try {
    return JSON.parse(stored) as unknown;
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: unknown): void {
  localStorage.setItem(PREFIX + name, JSON.stringify(value));
}
