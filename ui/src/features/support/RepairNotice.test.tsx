import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { renderWithTwin } from "../../ipc/testing/render";
import { repair } from "../../ipc/twin/rescue";
import { RepairNotice } from "./RepairNotice";

function show() {
  const rendered = renderWithTwin(<RepairNotice />);
  repair(rendered.twin.state);
  return rendered;
}

it("tells that the database was set aside, what took its place, and where the unsent changes were saved", async () => {
  const { user } = show();
  expect((await screen.findByRole("status")).textContent).toMatch(/has been set aside.*newest good backup, made .*11 Jun 2026.*unsent changes of 3 records are drafts again/s);
  await user.click(screen.getByRole("button", { name: "What was saved…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "What happened to the local database" }));
  expect(dialog.getByText("/home/maria/.local/share/pfa-vanguard/unsent-20260612T080000Z.json")).toBeTruthy();
  expect(dialog.getByText("/home/maria/.local/share/pfa-vanguard/damaged-20260612T080000Z")).toBeTruthy();
  expect(dialog.getByRole("listitem").textContent).toContain("PFA-000007");
});

it("is gone once it was dismissed, also in the next window, but stays in the report", async () => {
  const both = (
    <>
      <RepairNotice />
      <RepairNotice always />
    </>
  );
  const first = renderWithTwin(both);
  repair(first.twin.state);
  await first.user.click(await screen.findByRole("button", { name: "Dismiss" }));
  expect(screen.getAllByText(/has been set aside/)).toHaveLength(1);
  first.unmount();
  repair(renderWithTwin(both).twin.state);
  expect(await screen.findAllByText(/has been set aside/)).toHaveLength(1);
});
