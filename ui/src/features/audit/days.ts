// Days as they are chosen, and the instants that bound them on this machine.

/** The first instant of a day "2026-06-12" so many days later; null where none is chosen. */
export function startOf(date: string, daysLater: number): string | null {
  const [year, month, day] = date.split("-").map(Number);
  if (year === undefined || month === undefined || day === undefined || [year, month, day].some(Number.isNaN)) return null;
  return new Date(year, month - 1, day + daysLater).toISOString();
}
