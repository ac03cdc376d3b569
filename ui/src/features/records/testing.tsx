// The records screen with what the application puts around it, for tests.

import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { vi } from "vitest";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import type { TwinOptions } from "../../ipc/twin";
import { clearToasts, Toasts } from "../../shared/Toast";
import { useJournal, useJournalKeys } from "../../shared/view/journal";
import { useLeftOff, usePlanning, type LeftOff } from "../../shared/view/planning";
import { UndoButtons } from "../../shared/view/UndoButtons";
import { heldEdits } from "./held";
import { RecordsScreen } from "./RecordsScreen";

export const links = { onOpenConflict: vi.fn(), onShowFailed: vi.fn(), onShowActivity: vi.fn(), onShowVersions: vi.fn() };

export const tools = { bulk: vi.fn(), import: vi.fn(), export: vi.fn(), beginWhatIf: vi.fn() };

/** The screen, once its first record is in the panel. */
export async function shown(options: TwinOptions = {}): Promise<Rendered> {
  window.innerWidth = 1440;
  clearToasts();
  const rendered = renderWithTwin(<Screen />, options);
  await screen.findByRole("complementary", { name: /^Record / });
  return rendered;
}

/** A record that can be edited in full: a rental that is not on site. */
export function freeId(rendered: Rendered, nth = 0): string {
  const free = [...rendered.twin.state.records.values()].filter(
    (record) => record.mirror.isActualized === false && record.mirror.isDiscontinued === false && record.mirror.source === "Rental",
  );
  const pfaId = free[nth]?.pfaId ?? "";
  heldEdits.forget(pfaId);
  return pfaId;
}

/** A cell by its text; asking by role reads the whole grid each time. */
export function cellOf(text: string): HTMLElement {
  const cell = [...document.querySelectorAll<HTMLElement>('[role="gridcell"]')].find((one) => one.textContent === text);
  if (cell === undefined) throw new Error(`No cell says ${text}.`);
  return cell;
}

/** The cell of a record in a column, by the column's place. */
export async function cellIn(pfaId: string, column: number): Promise<HTMLElement> {
  const row = (await waitFor(() => cellOf(pfaId))).closest('[role="row"]');
  const cell = row?.querySelector<HTMLElement>(`[data-at$=":${column}"]`);
  if (!cell) throw new Error(`${pfaId} has no column ${column}.`);
  return cell;
}

function Screen() {
  const leftOff = useLeftOff();
  return leftOff === null ? null : <Planned leftOff={leftOff} />;
}

function Planned({ leftOff }: { leftOff: LeftOff }) {
  const planning = usePlanning(leftOff);
  const journal = useJournal();
  useJournalKeys(journal);
  const [filtersOpen, setFiltersOpen] = useState(false);
  return (
    <>
      <UndoButtons journal={journal} />
      <RecordsScreen planning={planning} tools={tools} links={links} filtersOpen={filtersOpen} onFiltersOpen={setFiltersOpen} />
      <Toasts />
    </>
  );
}
