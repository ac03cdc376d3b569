import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { recordOf } from "../ipc/twin/state";
import { renderWithTwin } from "../ipc/testing/render";
import { connectTo } from "../ipc";
import { ExportUnsent } from "./ExportUnsent";

const ID = "RIO-10001";

function drafted(twin: ReturnType<typeof renderWithTwin>["twin"]) {
  const record = [...twin.state.records.values()][0];
  if (!record) throw new Error(`no record like ${ID}`);
  recordOf(twin.state, record.pfaId).draft = {
    changes: { contract: "C-7", model: "LR" }, base: { contract: null, model: null }, baseVersion: 1, revision: 1, changedAt: "2026-06-01T08:00:00Z", reason: null,
  };
}

it("writes what is unsent and says where the file is", async () => {
  const { user, twin } = renderWithTwin(<ExportUnsent />);
  drafted(twin);
  await user.click(screen.getByRole("button", { name: "Export unsent changes…" }));
  await user.click(screen.getByRole("radio", { name: "JSON" }));
  await user.click(screen.getByRole("button", { name: "Export" }));
  await screen.findByText("2 changed fields of 1 record");
  screen.getByText(/Unsent PFA changes 2026-06-12\.json$/);
  await user.click(screen.getByRole("button", { name: "Show in folder" }));
  expect((await screen.findByRole("alert")).textContent).toBe("A browser shows no folder.");
});

it("says so when nothing is unsent, and writes nothing", async () => {
  const { user } = renderWithTwin(<ExportUnsent />);
  await user.click(screen.getByRole("button", { name: "Export unsent changes…" }));
  await user.click(screen.getByRole("button", { name: "Export" }));
  expect((await screen.findByRole("status")).textContent).toContain("No file was written.");
});

it("names the changes that a damaged database lost", async () => {
  const { user, twin } = renderWithTwin(<ExportUnsent />);
  connectTo({
    ...twin,
    call: (command, args) =>
      command === "unsent_export"
        ? Promise.resolve({ file: "/d/f.csv", records: 3, changes: 4, unreadable: [{ pfaId: ID, status: "draft" }, { pfaId: null, status: null }] })
        : twin.call(command, args),
  });
  await user.click(screen.getByRole("button", { name: "Export unsent changes…" }));
  await user.click(screen.getByRole("button", { name: "Export" }));
  await screen.findByText("2 changes could not be read");
  screen.getByText(new RegExp(`${ID}$`));
});
