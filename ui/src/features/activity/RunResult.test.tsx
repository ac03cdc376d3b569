import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { RunView } from "../../ipc";
import { RunResult } from "./RunResult";

const run: RunView = {
  id: "1",
  startedAt: "2026-06-12T10:00:00.000Z",
  endedAt: "2026-06-12T10:00:01.000Z",
  trigger: "commit",
  by: "maria.ortiz@example.com",
  status: "done",
  pulled: 0,
  pushed: 0,
  synced: 0,
  conflicts: 0,
  failed: 0,
  quarantined: 0,
  message: null,
};

it("does not call a run idle whose change waits for another try", () => {
  render(<RunResult run={{ ...run, pushed: 3, synced: 1 }} />);
  expect(screen.getByText("1 synced")).toBeTruthy();
  expect(screen.getByText("2 to be tried again")).toBeTruthy();
});

it("says that nothing was new only when nothing was", () => {
  render(<RunResult run={run} />);
  expect(screen.getByText("nothing new")).toBeTruthy();
});
