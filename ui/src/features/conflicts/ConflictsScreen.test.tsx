import { screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import type { Values } from "../../ipc";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import { openConflict } from "../../ipc/twin/conflicts";
import { Toasts } from "../../shared/Toast";
import { ConflictsScreen } from "./ConflictsScreen";

/** Mine breaks a rule by itself on what PEMS has now. */
const RULE: [Values, Values] = [{ forecastStart: "2027-07-20", forecastEnd: "2027-06-30" }, { forecastStart: "2026-08-01" }];

async function show(count: number, more: [Values, Values][] = []): Promise<Rendered & { ids: string[]; activity: ReturnType<typeof vi.fn> }> {
  const activity = vi.fn();
  const rendered = renderWithTwin(<Later activity={activity} />, { records: Math.max(30, count * 4) });
  const { state } = rendered.twin;
  const free = [...state.records.values()].filter((one) => one.mirror.isActualized === false && one.mirror.isDiscontinued === false);
  const edits = [...Array.from({ length: count }, (): [Values, Values] => [{ contract: "C-MINE" }, { contract: "C-PEMS" }]), ...more];
  const ids = edits.map(([mine, pems], at) => {
    const record = free[at];
    if (!record) throw new Error("too few records");
    record.mirror = { ...record.mirror, forecastStart: "2026-06-15", forecastEnd: "2028-01-31" };
    openConflict(state, record.pfaId, mine, pems);
    return record.pfaId;
  });
  await rendered.user.click(screen.getByRole("button", { name: "show" }));
  await screen.findByRole("table");
  return { ...rendered, ids, activity };
}

function Later({ activity }: { activity: () => void }) {
  const [shown, setShown] = useState(false);
  if (!shown) return <button onClick={() => setShown(true)}>show</button>;
  return (
    <>
      <ConflictsScreen onOpenConflict={() => undefined} onOpenRecord={() => undefined} onShowActivity={activity} />
      <Toasts />
    </>
  );
}

const open = (twin: Rendered["twin"]) => [...twin.state.conflicts.values()].filter((one) => one.status === "open");

describe("many conflicts", () => {
  it("are marked one by one or all, by mouse and by key", async () => {
    const { user, ids } = await show(3);
    await user.click(screen.getByRole("checkbox", { name: `Select ${ids[0]}` }));
    screen.getByText("1 selected");
    expect(screen.getByRole("checkbox", { name: "Select all conflicts" })).toHaveProperty("indeterminate", true);
    await user.keyboard("{Control>}a{/Control}");
    screen.getByText("3 selected");
    await user.keyboard("{Escape}");
    expect(screen.queryByText(/selected/)).toBeNull();
    await user.click(screen.getByRole("checkbox", { name: "Select all conflicts" }));
    screen.getByText("3 selected");
    await user.click(screen.getByRole("button", { name: "Clear selection" }));
    expect(screen.queryByRole("button", { name: "Resolve selected…" })).toBeNull();
  });

  it("are shown as they would be before any is settled, and what breaks a rule stays open", async () => {
    const { user, ids, twin, activity } = await show(2, [RULE]);
    await user.click(screen.getByRole("checkbox", { name: "Select all conflicts" }));
    await user.click(screen.getByRole("button", { name: "Resolve selected…" }));
    const dialog = within(await screen.findByRole("dialog"));
    await dialog.findByText("2 will be settled");
    dialog.getByText("1 stays open");
    expect(dialog.getAllByText("C-MINE over C-PEMS")).toHaveLength(2);
    await user.click(dialog.getByRole("radio", { name: "Use PEMS" }));
    await dialog.findByText("3 will be settled");
    expect(dialog.getAllByText("C-PEMS stays, C-MINE goes to history")).toHaveLength(2);
    expect(open(twin)).toHaveLength(3);

    await user.click(dialog.getByRole("radio", { name: "Use mine" }));
    await user.click(await dialog.findByRole("button", { name: "Settle 2 conflicts" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(open(twin).map((one) => one.pfaId)).toEqual([ids[2]]);
    await screen.findByText("2 conflicts settled");
    await user.click(screen.getByRole("button", { name: "Show activity" }));
    expect(activity).toHaveBeenCalled();
  });

  it("that changed since they were shown stay as they are, and it is said", async () => {
    const { user, twin } = await show(2);
    const { call } = twin;
    twin.call = (command, args) => {
      // A colleague comes between the preview and the decision.
      const [first] = open(twin);
      if (command === "conflict_resolve_many" && first) first.pemsVersion += 1;
      return call(command, args);
    };
    await user.click(screen.getByRole("checkbox", { name: "Select all conflicts" }));
    await user.click(screen.getByRole("button", { name: "Resolve selected…" }));
    await user.click(await screen.findByRole("button", { name: "Settle 2 conflicts" }));
    await screen.findByText(/1 stays open: .* has changed since you looked/);
    expect(open(twin)).toHaveLength(1);
  });

  it("by the hundred are listed page by page and settled together", async () => {
    const { user } = await show(105);
    expect(screen.getAllByRole("row")).toHaveLength(101);
    await user.click(screen.getByRole("button", { name: "Show 5 more of 5" }));
    expect(screen.getAllByRole("row")).toHaveLength(106);
    await user.click(screen.getByRole("checkbox", { name: "Select all conflicts" }));
    await user.click(screen.getByRole("button", { name: "Resolve selected…" }));
    await screen.findByRole("button", { name: "Settle 105 conflicts" });
  }, 30_000);
});
