import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Commands, FailedItem } from "../../ipc";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import { failRecord } from "../../ipc/twin/failed";
import { FailedScreen } from "./FailedScreen";

type Shown = Rendered & { ids: string[]; openRecord: ReturnType<typeof vi.fn>; retried: Commands["failed_retry"]["args"][] };

/** The screen with one failed change for each cause. */
async function show(...causes: FailedItem["cause"][]): Promise<Shown> {
  const openRecord = vi.fn();
  const rendered = renderWithTwin(<FailedScreen onOpenRecord={openRecord} />);
  const { twin } = rendered;
  const records = [...twin.state.records.values()].slice(0, causes.length);
  causes.forEach((cause, index) => failRecord(twin.state, records[index]?.pfaId ?? "", { contract: "C-9" }, cause));
  twin.state.emit({ type: "SYNC_FAILED", records: [], reason: "" });
  const retried: Shown["retried"] = [];
  const { call } = twin;
  twin.call = (command, args) => {
    if (command === "failed_retry") retried.push(args as Commands["failed_retry"]["args"]);
    return call(command, args);
  };
  await (causes.length > 0 ? screen.findByRole("list", { name: "Failed changes" }) : screen.findByText("Nothing failed"));
  return { ...rendered, ids: records.map((one) => one.pfaId), openRecord, retried };
}

describe("the failed changes", () => {
  it("are an empty and good place where none failed", async () => {
    await show();
    expect(screen.queryByRole("button", { name: /Retry/ })).toBeNull();
  });

  it("counts and retries only those that a retry can help", async () => {
    const { user, ids, retried } = await show("server", "refused", "no_answer", "forbidden");
    await user.click(screen.getByRole("button", { name: "Retry 2 of 4" }));
    await waitFor(() => expect(retried).toEqual([{ pfaIds: [ids[0], ids[2]] }]));
    await screen.findByText("2 changes did not reach PEMS. They are safe on this laptop, and hold up no other record.");
  });

  it("offers Retry first where PEMS failed, and says that the outcome is not known", async () => {
    const { user, ids, retried } = await show("server");
    const [first] = within(screen.getByRole("group", { name: "Actions" })).getAllByRole("button");
    expect(first?.textContent).toBe("Retry now");
    expect(screen.getByText(/Whether PEMS has it is not known; until then this one record waits, and no other/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Retry now" }));
    await waitFor(() => expect(retried).toEqual([{ pfaIds: [ids[0]] }]));
  });

  it("offers Edit first where PEMS refused, and leads to the record", async () => {
    const { user, ids, openRecord } = await show("refused");
    const [first] = within(screen.getByRole("group", { name: "Actions" })).getAllByRole("button");
    expect(first?.textContent).toBe("Edit and retry");
    expect(screen.queryByRole("button", { name: "Retry now" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Edit and retry" }));
    expect(openRecord).toHaveBeenCalledWith(ids[0]);
  });

  it("shows each try, what was changed, and who acts", async () => {
    await show("server");
    const detail = screen.getByRole("region");
    expect(within(detail).getAllByRole("listitem")).toHaveLength(4);
    expect(within(within(detail).getByRole("table")).getByText("C-9")).toBeTruthy();
    expect(within(detail).getByText("PEMS support, or you: retry")).toBeTruthy();
  });

  it("shows what was sent in words, with its key, and as it was", async () => {
    await show("server");
    const sent = within(await screen.findByRole("group", { name: "What was sent" }));
    const pairs = sent.getAllByRole("term").map((term) => [term.textContent, term.nextElementSibling?.textContent]);
    expect(pairs).toContainEqual(["Contract", "C-9"]);
    expect(pairs).toContainEqual(["In the name of", "maria.ortiz"]);
    expect(pairs.at(-1)).toEqual(["Key", "6f1c2b7e-3d55-4c0e-9a31-8d0f2b64c9aa"]);
    expect(sent.getByText(/"contract": "C-9"/)).toBeTruthy();
  });

  it("changes the detail with the arrow keys", async () => {
    const { user, ids } = await show("server", "refused");
    screen.getByRole("button", { name: new RegExp(ids[0] ?? "") }).focus();
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("region", { name: ids[1] ?? "" })).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: new RegExp(`^${ids[1]}`) }));
  });
});

describe("discarding", () => {
  it("wants a reason, keeps the change without one, and gives the values up with one", async () => {
    const { user, twin, ids } = await show("refused");
    await user.click(screen.getByRole("button", { name: "Discard…" }));
    await user.click(await screen.findByRole("button", { name: "Discard change" }));
    expect((await screen.findByRole("alert")).textContent).toContain("Say in a few words why");
    expect(twin.state.failed.size).toBe(1);
    await user.type(screen.getByRole("textbox", { name: "Reason, required" }), "Rental was cancelled");
    await user.click(screen.getByRole("button", { name: "Discard change" }));
    await screen.findByText("Nothing failed");
    const record = twin.state.records.get(ids[0] ?? "");
    expect(record?.draft).toBeNull();
    expect(record?.versions[0]).toMatchObject({ kind: "given_up", changeReason: "Rental was cancelled" });
  });

  it("takes a reason of blanks for none", async () => {
    const { user, twin } = await show("refused");
    await user.click(screen.getByRole("button", { name: "Discard…" }));
    await user.type(await screen.findByRole("textbox", { name: "Reason, required" }), "   ");
    await user.click(screen.getByRole("button", { name: "Discard change" }));
    await screen.findByRole("alert");
    expect(twin.state.failed.size).toBe(1);
  });
});
