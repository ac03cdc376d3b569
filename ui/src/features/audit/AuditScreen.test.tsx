import { screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import { AuditScreen } from "./AuditScreen";

async function show(): Promise<Rendered & { onOpenRecord: ReturnType<typeof vi.fn> }> {
  const onOpenRecord = vi.fn();
  const rendered = renderWithTwin(<AuditScreen onOpenRecord={onOpenRecord} />, { lively: true, records: 300 });
  await waitFor(() => expect(rows().length).toBeGreaterThan(0));
  return { ...rendered, onOpenRecord };
}

const rows = () => screen.queryAllByRole("button", { name: /^Show the particulars/ });

it("shows a page of the log, and the earlier rows on demand", async () => {
  const { user } = await show();
  expect(rows()).toHaveLength(100);
  await user.click(screen.getByRole("button", { name: "Show earlier rows" }));
  await waitFor(() => expect(rows().length).toBeGreaterThan(100));
});

it("narrows to a record, and leads to it", async () => {
  const { user, twin, onOpenRecord } = await show();
  const [conflict] = [...twin.state.conflicts.values()];
  if (!conflict) throw new Error("no conflict");
  await user.type(screen.getByRole("textbox", { name: "Record" }), conflict.pfaId);
  await waitFor(() => expect(rows()).toHaveLength(1));
  await user.click(screen.getByRole("button", { name: `Open record ${conflict.pfaId}` }));
  expect(onOpenRecord).toHaveBeenCalledWith(conflict.pfaId);
});

it("says that the chain holds, or which row does not fit", async () => {
  const { user, twin } = await show();
  await user.click(screen.getByRole("button", { name: "Verify the chain" }));
  await screen.findByText(/rows follow from one another/);
  const { call } = twin;
  twin.call = (command, args) => (command === "audit_verify" ? Promise.resolve({ rows: 0, broken: "Row 12 was changed." }) : call(command, args));
  await user.click(screen.getByRole("button", { name: "Verify the chain" }));
  expect((await screen.findByRole("alert")).textContent).toContain("Row 12 was changed.");
});

it("offers the whole log where nothing fits the filter", async () => {
  const { user } = await show();
  await user.type(screen.getByRole("textbox", { name: "Who" }), "nobody");
  await screen.findByText("Nothing to show");
  await user.click(screen.getAllByRole("button", { name: "Clear" }).at(-1) as HTMLElement);
  await waitFor(() => expect(rows()).toHaveLength(100));
});
