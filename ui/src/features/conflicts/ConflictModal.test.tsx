import { screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import type { Commands, Values } from "../../ipc";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import { openConflict } from "../../ipc/twin/conflicts";
import { refuse } from "../../ipc/twin/state";
import { ConflictModal } from "./ConflictModal";

const DATES: [Values, Values] = [
  { forecastStart: "2026-06-22", forecastEnd: "2026-12-11", contract: "C-1" },
  { forecastStart: "2026-06-29", forecastEnd: "2026-10-30", manufacturer: "Liebherr USA" },
];
const RULE: [Values, Values] = [{ forecastStart: "2027-07-20" }, { forecastEnd: "2027-06-30" }];

type Shown = Rendered & { ids: string[]; closed: ReturnType<typeof vi.fn>; resolved: Commands["conflict_resolve"]["args"][] };

/** The window of the first of these conflicts, over a twin whose PEMS holds dates from 2026 to 2028. */
async function show(...edits: [Values, Values][]): Promise<Shown> {
  const closed = vi.fn();
  let ids: string[] = [];
  const rendered = renderWithTwin(<Host closed={closed} firstOf={() => ids[0] ?? ""} />, {});
  const { twin } = rendered;
  const records = [...twin.state.records.values()].filter((one) => one.mirror.isActualized === false && one.mirror.isDiscontinued === false);
  ids = edits.map(([mine, pems], index) => {
    const record = records[index];
    if (!record) throw new Error("too few records");
    record.mirror = { ...record.mirror, forecastStart: "2026-06-15", forecastEnd: "2028-01-31" };
    return openConflict(twin.state, record.pfaId, mine, pems);
  });
  const resolved: Shown["resolved"] = [];
  const { call } = twin;
  twin.call = (command, args) => {
    if (command === "conflict_resolve") resolved.push(args as Commands["conflict_resolve"]["args"]);
    return call(command, args);
  };
  await rendered.user.click(screen.getByRole("button", { name: "open" }));
  await screen.findByRole("radiogroup", { name: "How to settle" });
  return { ...rendered, ids, closed, resolved };
}

function Host({ closed, firstOf }: { closed: () => void; firstOf: () => string }) {
  const [id, setId] = useState<string | null>(null);
  if (id === null) return <button onClick={() => setId(firstOf())}>open</button>;
  const close = () => {
    closed();
    setId(null);
  };
  return <ConflictModal conflictId={id} onClose={close} onNavigate={setId} onOpenRecord={() => undefined} />;
}

const apply = () => screen.getByRole("button", { name: /^(Apply result and queue|Keep PEMS)$/ });
const pick = (name: RegExp) => screen.getByRole("radio", { name });
const enabled = async () => waitFor(() => expect(apply()).not.toHaveProperty("disabled", true));

describe("the conflict window", () => {
  it("says that the record changed since one looked, and shows both sides anew", async () => {
    const { user, twin, ids, closed } = await show(DATES);
    const { call } = twin;
    twin.call = async (command, args) => {
      if (command !== "conflict_resolve") return call(command, args);
      const conflict = twin.state.conflicts.get(ids[0] ?? "");
      if (conflict) conflict.pemsVersion += 1;
      throw refuse("conflict_changed", "It was changed again since you looked.");
    };
    await user.click(screen.getByRole("radio", { name: "Use mine" }));
    await enabled();
    await user.click(apply());
    await screen.findByText("Changed since you looked");
    await waitFor(() => expect(pick(/Forecast start: yours, 22 Jun/)).toHaveProperty("checked", false));
    expect(closed).not.toHaveBeenCalled();
  });

  it("starts at the strategy and says how many fields still want a side", async () => {
    await show(DATES);
    expect(document.activeElement).toBe(screen.getByRole("radio", { name: "Merge" }));
    expect(apply()).toHaveProperty("disabled", true);
    expect(screen.getByText("Choose a side for 2 more fields")).toBeTruthy();
  });

  it("sends a merge that names each conflicting field with its side", async () => {
    const { user, resolved, closed, ids } = await show(DATES);
    await user.click(pick(/Forecast start: yours, 22 Jun/));
    await user.click(pick(/Forecast end: PEMS, 30 Oct/));
    await enabled();
    await user.click(apply());
    await waitFor(() => expect(closed).toHaveBeenCalled());
    expect(resolved).toEqual([{ id: ids[0], choice: { strategy: "merge", picks: { forecastStart: "mine", forecastEnd: "pems" }, typed: {} }, approval: null }]);
  });

  it("asks a second person where one has to approve, and resolves with their word", async () => {
    const { user, twin, resolved, closed } = await show(DATES);
    const { call } = twin;
    twin.call = async (command, args) => {
      const needs = command === "conflict_resolve" && (args as Commands["conflict_resolve"]["args"]).approval === null;
      if (needs) throw refuse("approval_needed", "It moves the variance by more than 50,000.00.");
      return call(command, args);
    };
    await user.click(screen.getByRole("radio", { name: "Use mine" }));
    await enabled();
    await user.click(apply());
    await user.type(await screen.findByLabelText("Their user"), "lee.chen");
    await user.type(screen.getByLabelText("Their password"), "1secret2");
    await user.click(screen.getByRole("button", { name: "Approve" }));
    await waitFor(() => expect(closed).toHaveBeenCalled());
    expect(resolved).toEqual([expect.objectContaining({ approval: { user: "lee.chen", secret: "1secret2" } })]);
  });

  it("shows what will be sent: value, origin and the version it becomes", async () => {
    const { user, twin, ids } = await show(DATES);
    await user.keyboard("1");
    const version = twin.state.conflicts.get(ids[0] ?? "")?.pemsVersion ?? 0;
    const start = screen.getByRole("row", { name: /^Differs ?Forecast start|^Forecast start/ });
    await waitFor(() => expect(within(start).getByText("yours")).toBeTruthy());
    expect(screen.getByText(`becomes v${version + 1} in PEMS`)).toBeTruthy();
  });

  it("takes digits for the strategy and preselects every picker", async () => {
    const { user } = await show(DATES);
    await user.keyboard("2");
    expect(screen.getByRole("radio", { name: "Use PEMS" })).toHaveProperty("checked", true);
    expect(document.activeElement).toBe(screen.getByRole("radio", { name: "Use PEMS" }));
    expect(pick(/Forecast start: PEMS/)).toHaveProperty("checked", true);
    await user.keyboard("1");
    expect(pick(/Forecast end: yours/)).toHaveProperty("checked", true);
    await user.keyboard("3");
    expect(screen.getByRole("radio", { name: "Merge" })).toHaveProperty("checked", true);
  });

  it("goes from field to field and from side to side with the arrow keys, and applies with Ctrl Enter", async () => {
    const { user, resolved, closed } = await show(DATES);
    await user.keyboard("{ArrowDown}{ArrowLeft}{ArrowDown}{ArrowRight}");
    expect(document.activeElement).toBe(pick(/Forecast end: PEMS/));
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(closed).toHaveBeenCalled());
    expect(resolved[0]?.choice.picks).toEqual({ forecastStart: "mine", forecastEnd: "pems" });
  });

  it("turns a strategy into a merge when one picker is changed", async () => {
    const { user } = await show(DATES);
    await user.keyboard("1");
    await user.click(pick(/Forecast end: PEMS/));
    expect(screen.getByRole("radio", { name: "Merge" })).toHaveProperty("checked", true);
    expect(pick(/Forecast start: yours/)).toHaveProperty("checked", true);
  });

  it("decides later with Escape and sends nothing", async () => {
    const { user, resolved, closed } = await show(DATES);
    await user.keyboard("1{Escape}");
    expect(closed).toHaveBeenCalledOnce();
    expect(resolved).toEqual([]);
  });

  it("goes on to the next conflict once one is settled, and closes after the last", async () => {
    const { user, closed, twin, ids } = await show(DATES, DATES);
    expect(screen.getByText("1 of 2")).toBeTruthy();
    await user.keyboard("2{Control>}{Enter}{/Control}");
    await waitFor(() => expect(twin.state.conflicts.get(ids[0] ?? "")?.status).toBe("resolved_pems"));
    await screen.findByText(twin.state.conflicts.get(ids[1] ?? "")?.pfaId ?? "");
    await waitFor(() => expect(apply()).toHaveProperty("disabled", true));
    expect(closed).not.toHaveBeenCalled();
    await user.keyboard("2{Control>}{Enter}{/Control}");
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  });

  it("walks the open conflicts with Alt and the arrows", async () => {
    const { user } = await show(DATES, DATES);
    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    await screen.findByText("2 of 2");
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    await screen.findByText("1 of 2");
    expect(screen.getByText("Choose a side for 2 more fields")).toBeTruthy();
  });
});

describe("a result that breaks a rule", () => {
  it("cannot be applied, says which rule, and shows the base", async () => {
    await show(RULE);
    expect((await screen.findByRole("alert")).textContent).toContain("The forecast end is before its start.");
    expect(apply()).toHaveProperty("disabled", true);
    expect(screen.getByText("Settle the dates first")).toBeTruthy();
    expect(screen.getByText("Was")).toBeTruthy();
  });

  it("is not sent by Ctrl Enter either", async () => {
    const { user, resolved } = await show(RULE);
    await screen.findByRole("alert");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(resolved).toEqual([]);
  });

  it("is mended by taking both dates from one side", async () => {
    const { user, resolved, closed } = await show(RULE);
    await user.click(await screen.findByRole("button", { name: "Both from mine" }));
    await enabled();
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    await user.click(apply());
    await waitFor(() => expect(closed).toHaveBeenCalled());
    expect(resolved[0]?.choice).toEqual({ strategy: "merge", picks: { forecastStart: "mine", forecastEnd: "mine" }, typed: {} });
  });
});

describe("typing a value", () => {
  it("mends dates that break a rule together, and is what is sent", async () => {
    const { user, resolved, closed } = await show(RULE);
    await user.click(await screen.findByRole("button", { name: "Type dates…" }));
    const end = screen.getByRole("textbox", { name: "Forecast end, typed value" });
    await user.clear(end);
    await user.type(end, "soon");
    await waitFor(() => expect(end.getAttribute("aria-invalid")).toBe("true"));
    expect(apply()).toHaveProperty("disabled", true);
    await user.clear(end);
    await user.type(end, "2031-12-24");
    await enabled();
    await user.click(apply());
    await waitFor(() => expect(closed).toHaveBeenCalled());
    expect(resolved[0]?.choice.typed.forecastEnd).toBe("2031-12-24");
    expect(resolved[0]?.choice.picks).toEqual({});
  });

  it("starts with T on a field, keeps digits and arrows for the text, and ends with Escape in front of the window", async () => {
    const { user, closed } = await show(DATES);
    await user.keyboard("{ArrowDown}t");
    const start = await screen.findByRole("textbox", { name: "Forecast start, typed value" });
    expect(document.activeElement).toBe(start);
    await user.keyboard("1");
    expect(start).toHaveProperty("value", "1");
    expect(screen.getByRole("radio", { name: "Use mine" })).toHaveProperty("checked", false);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(closed).not.toHaveBeenCalled();
    expect(document.activeElement?.getAttribute("data-field")).toBe("forecastStart");
  });
});

describe("what PEMS sent", () => {
  it("is shown as text, whatever markup it holds", async () => {
    const markup = '<img src=x onerror="alert(1)"><b>bold</b>';
    await show([{ description: "plain" }, { description: markup }]);
    expect(screen.getAllByText(markup).length).toBeGreaterThan(0);
    expect(document.querySelector("img")).toBeNull();
  });

  it("folds a long text and underlines the differing words when it is opened", async () => {
    const long = "word ".repeat(40).trim();
    const { user } = await show([{ description: `${long} mine` }, { description: `${long} theirs` }]);
    const [more] = screen.getAllByRole("button", { name: "Show all, Description" });
    if (!more) throw new Error("no fold");
    await user.click(more);
    expect(document.querySelector("mark")?.textContent).toBe("mine");
  });
});

describe("a choice that PEMS overtook", () => {
  it("leads to the conflict that stands in the place of the one that was closed", async () => {
    const { user, twin, ids } = await show(DATES);
    await user.keyboard("2");
    await enabled();
    const conflict = twin.state.conflicts.get(ids[0] ?? "");
    const { call } = twin;
    twin.call = (command, args) => {
      if (command !== "conflict_resolve" || !conflict || conflict.status !== "open") return call(command, args);
      conflict.status = "resolved_auto";
      openConflict(twin.state, conflict.pfaId, DATES[0], { forecastStart: "2026-07-06" });
      return Promise.reject({
        code: "invalid", message: "Look at the new conflict.", detail: null, fields: [], violations: [], recordId: null,
      });
    };
    await user.click(apply());
    await user.click(await screen.findByRole("button", { name: "Show the new conflict" }));
    expect(await screen.findByRole("radio", { name: /Forecast start: PEMS, 6 Jul/ })).toBeTruthy();
  });

  it("shows the sentence of the application, reads the conflict again and sends nothing by itself", async () => {
    const { user, twin, closed, ids } = await show(DATES);
    await user.keyboard("2");
    await enabled();
    const conflict = twin.state.conflicts.get(ids[0] ?? "");
    const { call } = twin;
    twin.call = (command, args) => {
      if (command !== "conflict_resolve") return call(command, args);
      if (conflict) conflict.pemsVersion += 1;
      return Promise.reject({
        code: "conflict_open", message: "PEMS has another value by now.", detail: null, fields: [], violations: [], recordId: null,
      });
    };
    await user.click(apply());
    expect((await screen.findByRole("alert")).textContent).toContain("PEMS has another value by now.");
    await screen.findByText(`v${conflict?.pemsVersion}`);
    expect(screen.getByText("Choose a side for 2 more fields")).toBeTruthy();
    expect(closed).not.toHaveBeenCalled();
  });
});
