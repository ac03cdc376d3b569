import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { connectTo, type Scratch, type Values } from "../../ipc";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import { createTwin, type Twin } from "../../ipc/twin";
import { handlers } from "../../ipc/twin/rescue";
import { heldEdits } from "./held";
import { keepTyped, typedInCell } from "./scratch";
import { TypedNotice } from "./TypedNotice";

const used = new Set<string>();

afterEach(() => {
  typedInCell(null);
  used.forEach((pfaId) => heldEdits.forget(pfaId));
});

function idsOf(twin: Twin): string[] {
  const ids = [...twin.state.records.keys()].slice(0, 2);
  ids.forEach((pfaId) => used.add(pfaId));
  return ids;
}

const kept = (twin: Twin) => twin.call("scratch_list", {}) as Promise<Scratch[]>;

/** A window that starts where forms stood open as the last one ended. */
function started(forms: Values[]): Rendered & { ids: string[]; onOpen: ReturnType<typeof vi.fn> } {
  const onOpen = vi.fn();
  const rendered = renderWithTwin(<TypedNotice onOpenRecord={onOpen} />);
  const ids = idsOf(rendered.twin);
  forms.forEach((values, index) => handlers.scratch_put?.(rendered.twin.state, { pfaId: ids[index] ?? "", values }));
  return { ...rendered, ids, onOpen };
}

it("keeps what is typed in a form and in a cell until it is saved or put back", async () => {
  const twin = createTwin({ records: 5 });
  connectTo(twin);
  const [first = "", second = ""] = idsOf(twin);
  const stop = keepTyped();
  heldEdits.type(first, "contract", "C-8", null);
  typedInCell({ pfaId: second, field: "monthlyRate", text: "12," });
  await waitFor(async () =>
    expect((await kept(twin)).map(({ pfaId, values }) => [pfaId, values])).toEqual([
      [first, { contract: "C-8" }],
      [second, { monthlyRate: "12," }],
    ]),
  );
  heldEdits.drop(first, ["contract"]);
  typedInCell(null);
  await waitFor(async () => expect(await kept(twin)).toEqual([]));
  stop();
});

it("brings back what was typed, leads to the record, and is gone once nothing is left unsaved", async () => {
  const { user, twin, ids, onOpen } = started([{ monthlyRate: "12,5x" }]);
  const [pfaId = ""] = ids;
  expect(await screen.findByText("What you typed in 1 record and did not save is back.")).toBeTruthy();
  expect(heldEdits.of(pfaId).typed).toEqual({ monthlyRate: "12,5x" });
  await user.click(screen.getByRole("button", { name: `Open ${pfaId}` }));
  expect(onOpen).toHaveBeenCalledWith(pfaId);
  act(() => heldEdits.drop(pfaId, ["monthlyRate"]));
  expect(screen.queryByText(/did not save is back/)).toBeNull();
  await waitFor(async () => expect(await kept(twin)).toEqual([]));
});

it("drops it all when it is asked to", async () => {
  const { user, twin } = started([{ contract: "a" }, { contract: "b" }]);
  await screen.findByText("What you typed in 2 records and did not save is back.");
  await user.click(screen.getByRole("button", { name: "Drop it all" }));
  await waitFor(async () => expect(await kept(twin)).toEqual([]));
});

it("leaves alone what is being typed now", async () => {
  const { ids, twin } = started([{ contract: "before" }]);
  act(() => heldEdits.type(ids[0] ?? "", "contract", "now", null));
  await waitFor(async () => expect((await kept(twin))[0]?.values).toEqual({ contract: "now" }));
  expect(screen.queryByText(/is back/)).toBeNull();
});
