import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Commands, Dashboard } from "../../ipc";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import { refuse } from "../../ipc/twin/state";
import { ActivityScreen } from "./ActivityScreen";
import { boundsOf } from "./times";

type Shown = Rendered & { links: Record<"onOpenConflict" | "onOpenRecord" | "onShowFailed" | "onShowConflicts", ReturnType<typeof vi.fn>>; asked: [string, unknown][] };

async function show(): Promise<Shown> {
  const links = { onOpenConflict: vi.fn(), onOpenRecord: vi.fn(), onShowFailed: vi.fn(), onShowConflicts: vi.fn() };
  const rendered = renderWithTwin(<ActivityScreen {...links} />, { lively: true, records: 300, now: () => new Date().toISOString() });
  const asked: [string, unknown][] = [];
  const { call } = rendered.twin;
  rendered.twin.call = (command, args) => {
    asked.push([command, args]);
    return call(command, args);
  };
  await screen.findAllByRole("button", { name: /Open run/ });
  return { ...rendered, links, asked };
}

const rows = () => screen.getAllByRole("button", { name: /Open run/ });
const lastQuery = (asked: [string, unknown][]) => asked.filter(([command]) => command === "run_list").at(-1)?.[1] as Commands["run_list"]["args"];

it("leads to where many conflicts are settled and many failures retried", async () => {
  const { user, links } = await show();
  await user.click(await screen.findByRole("button", { name: "Settle conflicts…" }));
  expect(links.onShowConflicts).toHaveBeenCalledOnce();
  await user.click(screen.getByRole("button", { name: "Retry failures…" }));
  expect(links.onShowFailed).toHaveBeenCalledWith(null);
});

describe("the runs", () => {
  it("leave out those that changed nothing until they are asked for", async () => {
    const { user } = await show();
    expect(screen.getByText(/37 idle hidden/)).toBeTruthy();
    const before = rows().length;
    await user.click(screen.getByRole("checkbox", { name: "Hide idle runs" }));
    await waitFor(() => expect(rows().length).toBeGreaterThan(before));
  });

  it("are filtered by how they ended and when", async () => {
    const { user, asked } = await show();
    await user.click(screen.getByRole("radio", { name: "With failures" }));
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(lastQuery(asked).query.status).toBe("with_failures");
    await user.selectOptions(screen.getByRole("combobox", { name: "Period" }), "any");
    await waitFor(() => expect(lastQuery(asked).query).toMatchObject({ from: null, to: null }));
  });

  it("open to their records, first those that need a person, with the way to each", async () => {
    const { user, twin, links } = await show();
    await user.click(screen.getByRole("radio", { name: "With failures" }));
    await waitFor(() => expect(rows()).toHaveLength(1));
    await user.click(rows()[0] as HTMLElement);
    const list = await screen.findByRole("list", { name: /Records of the run/ });
    const items = () => [...list.querySelectorAll(":scope > li")];
    await waitFor(() => expect(items()).toHaveLength(7));
    const [conflict] = [...twin.state.conflicts.values()];
    await user.click(within(list).getByRole("button", { name: `Settle… ${conflict?.pfaId}` }));
    expect(links.onOpenConflict).toHaveBeenCalledWith(conflict?.id);
    await user.click(within(list).getByRole("button", { name: `Open record ${conflict?.pfaId}` }));
    expect(links.onOpenRecord).toHaveBeenCalledWith(conflict?.pfaId);
    await user.click(screen.getByRole("button", { name: /Show 26 records that went through/ }));
    expect(items()).toHaveLength(33);
  });

  it("retry only those of a run that a retry can help", async () => {
    const { user, twin, asked } = await show();
    const helped = [...twin.state.failed.values()].filter((one) => one.canRetry).map((one) => one.pfaId);
    await user.click(screen.getByRole("radio", { name: "With failures" }));
    await waitFor(() => expect(rows()).toHaveLength(1));
    await user.click(rows()[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: "Retry failed" }));
    await waitFor(() => expect(asked).toContainEqual(["failed_retry", { pfaIds: helped }]));
  });
});

describe("the dashboard", () => {
  it("gives the numbers of its charts as a table", async () => {
    const { twin } = await show();
    const synced = twin.state.runs.reduce((total, run) => total + run.synced, 0);
    const table = await screen.findByRole("table", { name: "Commit to synced, up to … seconds" });
    const counts = within(table).getAllByRole("cell").map((cell) => Number(cell.textContent));
    expect(counts).toHaveLength(7);
    expect(counts.reduce((total, one) => total + one, 0)).toBe(synced);
  });

  it("tells what somebody should look after", async () => {
    const { user, twin } = await show();
    const { call } = twin;
    twin.call = async (command, args) => {
      const answer = await call(command, args);
      if (command !== "dashboard") return answer;
      return { ...(answer as Dashboard), alerts: [{ kind: "queue_old", message: "A change waits since yesterday.", since: "2026-06-11T12:00:00Z" }] };
    };
    await user.click(screen.getByRole("radio", { name: "24 hours" }));
    await screen.findByText("A change waits since yesterday.");
  });
});

describe("a run that sent something", () => {
  it("is rolled back with a reason, for exactly what was shown", async () => {
    const { user, asked, twin } = await show();
    await user.click(screen.getByRole("radio", { name: "With failures" }));
    await waitFor(() => expect(rows()).toHaveLength(1));
    await user.click(rows()[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: "Roll back this run…" }));
    const dialog = within(await screen.findByRole("alertdialog"));
    const button = await dialog.findByRole("button", { name: /^Roll back \d+ records$/ });
    const list = await dialog.findByRole("list", { name: "Records of the run" });
    expect(button).toHaveProperty("disabled", true);
    await user.type(dialog.getByRole("textbox", { name: "Reason" }), "Sent by mistake");
    await user.click(button);
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
    const sent = asked.find(([command]) => command === "run_roll_back")?.[1] as Commands["run_roll_back"]["args"];
    expect(sent.reason).toBe("Sent by mistake");
    expect(sent.shown).toHaveLength(list.children.length);
    expect(sent.shown.every((one) => twin.state.records.get(one.pfaId)?.version === one.version)).toBe(true);
  });

  it("asks for a second person's sign-in where it moves more than the organization allows one", async () => {
    const { user, asked, twin } = await show();
    const { call } = twin;
    twin.call = async (command, args) => {
      const approval = command === "run_roll_back" ? (args as Commands["run_roll_back"]["args"]).approval : undefined;
      if (approval === null) throw refuse("approval_needed", "It moves more than 50,000.00.");
      return call(command, args);
    };
    await user.click(screen.getByRole("radio", { name: "With failures" }));
    await waitFor(() => expect(rows()).toHaveLength(1));
    await user.click(rows()[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: "Roll back this run…" }));
    const dialog = within(await screen.findByRole("alertdialog"));
    const button = await dialog.findByRole("button", { name: /^Roll back \d+ records$/ });
    await user.type(dialog.getByRole("textbox", { name: "Reason" }), "Sent by mistake");
    await user.click(button);
    const asking = within(await screen.findByRole("alertdialog", { name: "A second person approves" }));
    await user.type(asking.getByRole("textbox", { name: "Their user" }), "lee.chen");
    expect(asking.getByRole("button", { name: "Approve" })).toHaveProperty("disabled", true);
    await user.type(asking.getByLabelText("Their password"), "secret");
    await user.click(asking.getByRole("button", { name: "Approve" }));
    await waitFor(() => expect(asked).toContainEqual(["run_roll_back", expect.objectContaining({ approval: { user: "lee.chen", secret: "secret" } })]));
  });

  it("is found by what started it and by whom", async () => {
    const { user, asked } = await show();
    await user.selectOptions(screen.getByRole("combobox", { name: "Trigger" }), "reconnected");
    await waitFor(() => expect(rows()).toHaveLength(1));
    await user.type(screen.getByRole("textbox", { name: "By" }), "worker");
    await waitFor(() => expect(lastQuery(asked).query).toMatchObject({ trigger: "reconnected", by: "worker" }));
  });
});

describe("sync", () => {
  it("starts on demand", async () => {
    const { user, asked } = await show();
    await user.click(screen.getByRole("button", { name: "Sync now" }));
    await waitFor(() => expect(asked).toContainEqual(["sync_now", {}]));
  });

  it("shows its progress while it runs, and can be cancelled", async () => {
    const { user, twin, asked } = await show();
    twin.state.sync.running = true;
    twin.state.sync.progress = { phase: "pulling", done: 3400, total: 8807, secondsLeft: 25 };
    await user.click(screen.getByRole("button", { name: "Sync now" }));
    const bar = await screen.findByRole("progressbar", { name: "Pulling records" });
    expect(bar.getAttribute("aria-valuenow")).toBe("39");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(asked).toContainEqual(["sync_cancel", {}]));
  });

  it("asks a person when a pull looked wrong", async () => {
    const { user, twin, asked } = await show();
    twin.state.sync.guard = { reason: "far_fewer", held: 8807, seen: 212, message: "Far fewer records than held." };
    await user.click(screen.getByRole("button", { name: "Sync now" }));
    expect((await screen.findByRole("alert")).textContent).toContain("Held here 8,807, seen in PEMS 212.");
    await user.click(screen.getByRole("button", { name: "Accept what PEMS sent" }));
    await waitFor(() => expect(asked).toContainEqual(["pull_accept", {}]));
  });

  it("shows rows that were set aside with what they hold", async () => {
    const { user } = await show();
    await user.click(screen.getByRole("button", { name: "Show" }));
    expect(await screen.findByText(/"pfs_f_start":"2026-13-45"/)).toBeTruthy();
  });
});

describe("a period", () => {
  const now = new Date(2026, 5, 12, 15, 30);

  it("of today begins at this machine's midnight", () => {
    expect(boundsOf("today", { from: "", to: "" }, now)).toEqual({ from: new Date(2026, 5, 12).toISOString(), to: null });
  });

  it("between dates includes the whole of the last day", () => {
    expect(boundsOf("dates", { from: "2026-06-01", to: "2026-06-30" }, now)).toEqual({
      from: new Date(2026, 5, 1).toISOString(), to: new Date(2026, 6, 1).toISOString(),
    });
  });

  it("without a date has no bound on that side", () => {
    expect(boundsOf("dates", { from: "", to: "2026-06-30" }, now).from).toBeNull();
  });
});
