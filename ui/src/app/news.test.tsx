import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderWithTwin } from "../ipc/testing/render";
import { failRecord } from "../ipc/twin/failed";
import { setStatus, recordOf } from "../ipc/twin/state";
import { clearToasts, Toasts } from "../shared/Toast";
import { useMutate } from "../ipc";
import { useNews } from "./news";

afterEach(clearToasts);

/** The first record of the twin. */
const ID = "RIO-10442";

function Window({ discards }: { discards: string }) {
  useNews({ onShowConflicts: () => undefined, onShowFailed: () => undefined });
  const discard = useMutate("draft_discard");
  return (
    <>
      <button onClick={() => discard.mutate({ pfaId: discards, reason: "Not needed" })}>discard</button>
      <Toasts />
    </>
  );
}

function failing(records: number) {
  const rendered = renderWithTwin(<Window discards={ID} />);
  const { state } = rendered.twin;
  const ids = [ID, ...[...state.records.keys()].filter((id) => id !== ID)].slice(0, records);
  for (const id of ids) failRecord(state, id, { contract: "C-1" }, "server");
  return { ...rendered, state, ids };
}

it("takes the news of a failure away once its record is synced", async () => {
  const { state, ids } = failing(2);
  await waitFor(() => {
    state.emit({ type: "SYNC_FAILED", records: [ids[0] ?? ""], reason: "PEMS had an internal error." });
    expect(screen.getAllByText(`${ids[0]} failed`).length).toBeGreaterThan(0);
  });
  state.emit({ type: "SYNC_SUCCESS", records: [ids[1] ?? ""] });
  expect(screen.getAllByText(`${ids[0]} failed`).length).toBeGreaterThan(0);
  state.failed.delete(ids[0] ?? "");
  setStatus(state, recordOf(state, ids[0] ?? ""), "synced");
  state.emit({ type: "SYNC_SUCCESS", records: [ids[0] ?? ""] });
  await waitFor(() => expect(screen.queryByText(`${ids[0]} failed`)).toBeNull());
});

it("keeps the news of several failures until the last has gone, and counts a discard", async () => {
  const { state, ids, user } = failing(2);
  await waitFor(() => {
    if (screen.queryByText("2 records failed") === null) {
      state.emit({ type: "SYNC_FAILED", records: ids, reason: "PEMS had an internal error." });
    }
    screen.getByText("2 records failed");
  });
  state.emit({ type: "SYNC_SUCCESS", records: [ids[1] ?? ""] });
  state.failed.delete(ids[1] ?? "");
  screen.getByText("2 records failed");
  await user.click(screen.getByRole("button", { name: "discard" }));
  await waitFor(() => expect(screen.queryByText("2 records failed")).toBeNull());
});
