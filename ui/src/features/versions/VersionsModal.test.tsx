import { screen, waitFor } from "@testing-library/react";
import { useState, type ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import type { Commands, Permission } from "../../ipc";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import { recordOf, refuse } from "../../ipc/twin/state";
import { giveUp, noteMerge } from "../../ipc/twin/versions";
import type { Twin } from "../../ipc/twin";
import { VersionsModal } from "./VersionsModal";
import { costDifference } from "./difference";

const ID = "RIO-10442";

async function show(prepare: (twin: Twin) => void = () => undefined): Promise<Rendered & { closed: ReturnType<typeof vi.fn>; opened: ReturnType<typeof vi.fn> }> {
  const [closed, opened] = [vi.fn(), vi.fn()];
  const rendered = renderWithTwin(<Later show={() => <VersionsModal pfaId={ID} onClose={closed} onOpenConflict={opened} />} />);
  const { state } = rendered.twin;
  const record = recordOf(state, ID);
  record.version = 4;
  record.mirror = { ...record.mirror, source: "Rental", monthlyRate: "980.00", contract: "C-4", isActualized: false, isDiscontinued: false };
  const values = (rate: string) => ({ ...record.mirror, monthlyRate: rate });
  const version = (number: number, changedBy: string, rate: string) => ({
    version: number, changedBy, changedAt: `2026-05-0${number}T08:00:00Z`, changeReason: number === 3 ? "New rate" : null, changed: ["monthlyRate" as const],
    values: values(rate), cost: { plan: "1.00", forecast: `${number}00.00`, actual: null, variance: "0.00" },
    kind: number === 4 ? ("current" as const) : ("earlier" as const), historyId: null, mergeId: null, sides: [],
  });
  record.versions = [version(4, "jane.smith", "980.00"), version(3, "p.okafor", "930.00"), version(2, "maria.ortiz", "880.00")];
  prepare(rendered.twin);
  await rendered.user.click(screen.getByRole("button", { name: "show" }));
  await screen.findByRole("radiogroup", { name: "Versions, newest first" });
  return { ...rendered, closed, opened };
}

function without(...removed: Permission[]) {
  return (twin: Twin) => {
    for (const one of twin.state.app.session?.organizations ?? []) one.permissions = one.permissions.filter((name) => !removed.includes(name));
  };
}

describe("rolling back", () => {
  it("shows what changes and whose later changes go too, and wants a reason and a check", async () => {
    const { user, twin, closed } = await show();
    await user.click(screen.getByRole("radio", { name: /^v2/ }));
    await screen.findByText("$880.00");
    expect(screen.getByText(/Changes made after v2 by jane\.smith and p\.okafor are undone too/)).toBeTruthy();
    const button = screen.getByRole("button", { name: "Roll back to v2" });
    expect(button).toHaveProperty("disabled", true);
    await user.type(screen.getByRole("textbox"), "Rate agreement withdrawn");
    expect(button).toHaveProperty("disabled", true);
    await user.click(screen.getByRole("checkbox", { name: "I have checked the change" }));
    await user.click(button);
    await waitFor(() => expect(closed).toHaveBeenCalled());
    const record = recordOf(twin.state, ID);
    expect(record.mirror.monthlyRate).toBe("880.00");
    expect(record.versions[0]).toMatchObject({ version: 5, changeReason: "Rate agreement withdrawn" });
  });

  it("says that a change of one's own that was not sent is given up, and keeps its values", async () => {
    const { user, twin, closed } = await show((twin) => {
      recordOf(twin.state, ID).draft = {
        changes: { contract: "C-7" }, base: { contract: "C-4" }, baseVersion: 4, revision: 1, changedAt: "2026-06-01T08:00:00Z", reason: null,
      };
    });
    await user.click(screen.getByRole("radio", { name: /^v2/ }));
    await screen.findByText(/Your own change that was not sent yet is given up/);
    await user.type(screen.getByRole("textbox"), "Because");
    await user.click(screen.getByRole("checkbox"));
    await user.click(screen.getByRole("button", { name: "Roll back to v2" }));
    await waitFor(() => expect(closed).toHaveBeenCalled());
    expect(recordOf(twin.state, ID).versions.find((one) => one.kind === "given_up")?.values.contract).toBe("C-7");
  });

  it("asks for the check anew when another version is chosen", async () => {
    const { user } = await show();
    await user.click(screen.getByRole("radio", { name: /^v2/ }));
    await user.type(await screen.findByRole("textbox"), "Why not");
    await user.click(screen.getByRole("checkbox"));
    await user.click(screen.getByRole("radio", { name: /^v3/ }));
    await screen.findByText("$930.00");
    expect(screen.getByRole("textbox")).toHaveProperty("value", "Why not");
    expect(screen.getByRole("checkbox")).toHaveProperty("checked", false);
    expect(screen.getByRole("button", { name: "Roll back to v3" })).toHaveProperty("disabled", true);
  });

  it("takes a reason of blanks for none", async () => {
    const { user } = await show();
    await user.click(screen.getByRole("radio", { name: /^v2/ }));
    await user.type(await screen.findByRole("textbox"), "   ");
    await user.click(screen.getByRole("checkbox"));
    expect(screen.getByRole("button", { name: "Roll back to v2" })).toHaveProperty("disabled", true);
    expect(screen.getByText("Give a reason first")).toBeTruthy();
  });

  it("shows the sentence of a refusal and stays open", async () => {
    const { user, closed } = await show((twin) => {
      recordOf(twin.state, ID).conflictId = "c";
    });
    await user.click(screen.getByRole("radio", { name: /^v2/ }));
    await user.type(await screen.findByRole("textbox"), "Because");
    await user.click(screen.getByRole("checkbox"));
    await user.click(screen.getByRole("button", { name: "Roll back to v2" }));
    await screen.findByText("Settle the conflict of this record first.");
    expect(closed).not.toHaveBeenCalled();
  });

  it("asks a second person where one has to approve", async () => {
    const approvals: unknown[] = [];
    const { user, closed } = await show((twin) => {
      const { call } = twin;
      twin.call = async (command, args) => {
        if (command !== "record_roll_back") return call(command, args);
        const { approval } = args as Commands["record_roll_back"]["args"];
        approvals.push(approval);
        if (approval === null) throw refuse("approval_needed", "It moves the variance by more than 50,000.00.");
        return call(command, args);
      };
    });
    await user.click(screen.getByRole("radio", { name: /^v2/ }));
    await user.type(await screen.findByRole("textbox"), "Because");
    await user.click(screen.getByRole("checkbox"));
    await user.click(screen.getByRole("button", { name: "Roll back to v2" }));
    await user.type(await screen.findByLabelText("Their user"), "lee.chen");
    await user.type(screen.getByLabelText("Their password"), "secret");
    await user.click(screen.getByRole("button", { name: "Approve" }));
    await waitFor(() => expect(closed).toHaveBeenCalled());
    expect(approvals).toEqual([null, { user: "lee.chen", secret: "secret" }]);
  });

  it("is absent, not disabled, without the permission; the versions can be compared", async () => {
    const { user } = await show(without("rollback"));
    await user.click(screen.getByRole("radio", { name: /^v2/ }));
    await screen.findByText("$880.00");
    expect(screen.queryByRole("button", { name: /Roll back/ })).toBeNull();
    expect(screen.queryByRole("textbox")).toBeNull();
  });
});

describe("values that were given up", () => {
  it("become a draft again", async () => {
    const { user, twin, closed } = await show((twin) => {
      const record = recordOf(twin.state, ID);
      record.draft = { changes: { contract: "C-7" }, base: { contract: "C-4" }, baseVersion: 4, revision: 1, changedAt: "2026-06-01T08:00:00Z", reason: null };
      giveUp(twin.state, record);
    });
    await user.click(screen.getByRole("radio", { name: /^given up/ }));
    await screen.findByText("C-7");
    await user.click(screen.getByRole("button", { name: "Put back" }));
    await waitFor(() => expect(closed).toHaveBeenCalled());
    expect(recordOf(twin.state, ID)).toMatchObject({ status: "draft", draft: { changes: { contract: "C-7" } } });
  });
});

describe("an automatic merge", () => {
  const merged = (draft: boolean) => (twin: Twin) => {
    const record = recordOf(twin.state, ID);
    noteMerge(twin.state, record, { contract: "C-MINE" }, { monthlyRate: "915.00" });
    if (draft) record.draft = { changes: { contract: "C-MINE" }, base: { contract: "C-4" }, baseVersion: 4, revision: 1, changedAt: "2026-06-01T08:00:00Z", reason: null };
  };

  it("shows both sides, and undone it is a conflict", async () => {
    const { user, twin, closed } = await show(merged(true));
    await user.click(screen.getByRole("radio", { name: /^Merged automatically/ }));
    const table = await screen.findByRole("table", { name: "Yours and that of PEMS" });
    expect(table.textContent).toContain("C-MINE");
    expect(table.textContent).toContain("$915.00");
    await user.click(screen.getByRole("button", { name: "Undo merge…" }));
    await waitFor(() => expect(closed).toHaveBeenCalled());
    expect(recordOf(twin.state, ID).status).toBe("conflict");
  });

  it("that PEMS has already leads to the version to roll back to", async () => {
    const { user, closed } = await show(merged(false));
    await user.click(screen.getByRole("radio", { name: /^Merged automatically/ }));
    await user.click(await screen.findByRole("button", { name: "Undo merge…" }));
    await screen.findByText(/PEMS has the merged values already/);
    expect(closed).not.toHaveBeenCalled();
  });
});

it("subtracts amounts exactly", () => {
  expect(costDifference("0.10", "0.30")).toBe("0.20");
  expect(costDifference("9999999999.99", "0.00")).toBe("-9999999999.99");
  expect(costDifference("5.00", "5.00")).toBeNull();
  expect(costDifference(null, "5.00")).toBeNull();
});

/** Renders once the test has prepared its twin. */
function Later({ show }: { show: () => ReactNode }) {
  const [shown, setShown] = useState(false);
  return shown ? show() : <button onClick={() => setShown(true)}>show</button>;
}
