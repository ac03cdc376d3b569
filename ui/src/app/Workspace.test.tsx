import { act, configure, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useRead } from "../ipc";
import { renderWithTwin, type Rendered } from "../ipc/testing/render";
import type { TwinOptions } from "../ipc/twin";
import { clearToasts, Toasts } from "../shared/Toast";
import { Workspace } from "./Workspace";

// Working out what is hidden takes jsdom seconds for a grid, in which nothing is.
configure({ defaultHidden: true });

function Shown() {
  const state = useRead("app_state", {}).data;
  return state?.session ? <Workspace state={state} session={state.session} onState={() => undefined} onSignIn={() => undefined} /> : null;
}

async function shown(options: TwinOptions = {}): Promise<Rendered> {
  window.innerWidth = 1440;
  clearToasts();
  const rendered = renderWithTwin(
    <>
      <Shown />
      <Toasts />
    </>,
    { records: 60, ...options },
  );
  await screen.findByRole("complementary", { name: /^Record / });
  return rendered;
}

const cell = (row: number, column: number) => document.querySelector(`[data-at="${row}:${column}"]`) as HTMLElement;
const draftsOf = (rendered: Rendered) => [...rendered.twin.state.records.values()].filter((record) => record.draft !== null);

async function chosen(rendered: Rendered, rows: number): Promise<void> {
  await rendered.user.click(await waitFor(() => cell(0, 0)));
  await rendered.user.keyboard(`{Shift>}${"{ArrowDown}".repeat(rows - 1)}{/Shift}`);
  await screen.findByText(`${rows} selected`);
}

describe("editing many records", () => {
  it("previews_a_shift_says_what_is_left_out_and_undoes_it_as_one_step", async () => {
    const rendered = await shown();
    await chosen(rendered, 4);
    await rendered.user.click(screen.getByRole("button", { name: "Edit…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Edit 4 records" }));
    await rendered.user.type(dialog.getByRole("textbox", { name: "Days" }), "14");
    const save = await dialog.findByRole("button", { name: "Change 4 records" });
    expect(dialog.getAllByRole("row").length).toBeGreaterThan(4);
    await rendered.user.click(save);
    await waitFor(() => expect(draftsOf(rendered)).toHaveLength(4));
    for (const { mirror, draft } of draftsOf(rendered)) {
      expect(Object.keys(draft?.changes ?? {})).toEqual(mirror.isActualized === true ? ["actualEnd"] : ["forecastStart", "forecastEnd"]);
    }
    await rendered.user.click(screen.getByRole("button", { name: "Undo: Shift dates" }));
    await waitFor(() => expect(draftsOf(rendered)).toHaveLength(0));
  });

  it("wants_a_reason_to_discontinue", async () => {
    const rendered = await shown();
    await chosen(rendered, 2);
    await rendered.user.click(screen.getByRole("button", { name: "Edit…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Edit 2 records" }));
    await rendered.user.selectOptions(dialog.getByRole("combobox", { name: "What to do" }), "discontinue");
    expect(dialog.getByText("Say what to do; what changes shows here.")).toBeTruthy();
    await rendered.user.type(dialog.getByRole("textbox", { name: "Reason" }), "Cancelled by the site");
    await rendered.user.click(await dialog.findByRole("button", { name: "Change 2 records" }));
    await waitFor(() => expect(draftsOf(rendered).map((record) => record.draft?.reason)).toEqual(["Cancelled by the site", "Cancelled by the site"]));
  });

  it("sets_a_value_that_it_reads_in_the_persons_form", async () => {
    const rendered = await shown();
    await chosen(rendered, 2);
    await rendered.user.click(screen.getByRole("button", { name: "Edit…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Edit 2 records" }));
    await rendered.user.selectOptions(dialog.getByRole("combobox", { name: "What to do" }), "set");
    await rendered.user.selectOptions(dialog.getByRole("combobox", { name: "Add a field" }), "equipment");
    await rendered.user.type(dialog.getByRole("textbox", { name: "Asset tag" }), "EQ-1");
    await rendered.user.click(await dialog.findByRole("button", { name: "Change 2 records" }));
    await waitFor(() => expect(draftsOf(rendered).map((record) => record.draft?.changes)).toEqual([{ equipment: "EQ-1" }, { equipment: "EQ-1" }]));
  });
});

describe("the palette", () => {
  it("finds_a_record_by_its_text_and_goes_to_it_by_keys_alone", async () => {
    const rendered = await shown();
    await rendered.user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("combobox", { name: "Find a record or a command" });
    await rendered.user.keyboard("RIO-10470");
    expect(await screen.findByRole("option", { name: /^RIO-10470/ })).toBeTruthy();
    await rendered.user.keyboard("{Enter}");
    await screen.findByRole("complementary", { name: "Record RIO-10470" });
  });

  it("runs_a_command", async () => {
    const rendered = await shown();
    await rendered.user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("combobox", { name: "Find a record or a command" });
    await rendered.user.keyboard("group class{Enter}");
    expect(await screen.findByRole("treegrid")).toBeTruthy();
  });

  it("lists_all_keys_on_f1", async () => {
    const rendered = await shown();
    await rendered.user.keyboard("{F1}");
    const sheet = within(await screen.findByRole("dialog", { name: "Keyboard shortcuts" }));
    expect(sheet.getByText("Fill down from the first row")).toBeTruthy();
  });
});

describe("a saved view", () => {
  it("is_saved_says_when_it_was_changed_and_is_opened_again", async () => {
    const rendered = await shown();
    await rendered.user.click(screen.getByRole("button", { name: /^Group/ }));
    await rendered.user.click(await screen.findByRole("menuitemradio", { name: "Category" }));
    await rendered.user.keyboard("{Escape}");
    await rendered.user.click(screen.getByRole("button", { name: "Saved views: All records edited" }));
    await rendered.user.click(await screen.findByRole("menuitem", { name: "Save as…" }));
    await rendered.user.type(await screen.findByRole("textbox", { name: "Name" }), "By category{Enter}");
    expect(await screen.findByRole("button", { name: "Saved views: By category" })).toBeTruthy();
    expect(rendered.twin.state.views.map((view) => view.spec.query.groups)).toEqual([["category"]]);
    await rendered.user.click(screen.getByRole("button", { name: "Saved views: By category" }));
    await rendered.user.click(await screen.findByRole("menuitemradio", { name: "All records" }));
    expect(await screen.findByRole("grid")).toBeTruthy();
  });
});

describe("a what-if", () => {
  it("takes_new_drafts_shows_their_effect_and_is_dropped_as_a_whole", async () => {
    const rendered = await shown();
    await rendered.user.click(screen.getByRole("button", { name: "What-if" }));
    await rendered.user.click(await screen.findByRole("menuitem", { name: "Start a what-if…" }));
    await rendered.user.type(await screen.findByRole("textbox", { name: "Name" }), "Late cranes{Enter}");
    const bar = within(await screen.findByRole("region", { name: "What-if Late cranes" }));
    expect(bar.getByText("nothing changed yet")).toBeTruthy();
    await rendered.user.click(cell(0, 2));
    await rendered.user.keyboard("Later{Enter}");
    expect(await bar.findByText("1 record changed")).toBeTruthy();
    expect(draftsOf(rendered)[0]?.draft?.whatIf).toBe(rendered.twin.state.whatIfs[0]?.id);
    await rendered.user.click(bar.getByRole("button", { name: "Drop…" }));
    await rendered.user.click(await screen.findByRole("button", { name: "Drop" }));
    await waitFor(() => expect(draftsOf(rendered)).toHaveLength(0));
    expect(screen.queryByRole("region", { name: "What-if Late cranes" })).toBeNull();
  });
});

describe("an import", () => {
  it("maps_columns_names_every_bad_row_and_makes_drafts_of_the_good_ones", async () => {
    const rendered = await shown();
    await rendered.user.click(screen.getByRole("button", { name: "Import, export, print" }));
    await rendered.user.click(await screen.findByRole("menuitem", { name: "Import…" }));
    const file = new File(["Nr,Contract\nRIO-10450,C-1\nNOPE-1,C-2\n,C-3\n"], "june.csv", { type: "text/csv" });
    await rendered.user.upload(await screen.findByLabelText("File"), file);
    expect((await screen.findByRole("alert")).textContent).toContain("One column must be the ID.");
    await rendered.user.selectOptions(screen.getByRole("combobox", { name: "Field: Nr" }), "pfaId");
    await rendered.user.click(screen.getByRole("button", { name: "Preview" }));
    expect(await screen.findByText("There is no record NOPE-1.")).toBeTruthy();
    expect(screen.getByText("The row names no record.")).toBeTruthy();
    await rendered.user.click(await screen.findByRole("button", { name: "Import 1 record" }));
    await waitFor(() => expect(rendered.twin.state.records.get("RIO-10450")?.draft?.changes).toEqual({ contract: "C-1" }));
  });
});

describe("finding in the view", () => {
  it("goes_from_match_to_match_and_back_to_the_grid", async () => {
    const rendered = await shown();
    await rendered.user.click(await waitFor(() => cell(0, 0)));
    await rendered.user.keyboard("{Control>}f{/Control}");
    await rendered.user.keyboard("RIO-1048");
    expect(await screen.findByText("1 of 10")).toBeTruthy();
    await screen.findByRole("complementary", { name: "Record RIO-10480" });
    await rendered.user.keyboard("{Enter}");
    await screen.findByRole("complementary", { name: "Record RIO-10481" });
    await rendered.user.keyboard("{Escape}");
    expect(document.activeElement?.textContent).toBe("RIO-10481");
  });
});

describe("the filters", () => {
  it("narrow_the_view_by_flags_and_values_and_counts_follow_the_others", async () => {
    const rendered = await shown();
    await rendered.user.click(screen.getByRole("button", { name: "Filter" }));
    await rendered.user.click(await screen.findByRole("tab", { name: "Flags" }));
    const flag = within(screen.getByRole("radiogroup", { name: "On site" }));
    await rendered.user.click(flag.getByRole("radio", { name: "Yes" }));
    const onSite = [...rendered.twin.state.records.values()].filter((record) => record.mirror.isActualized === true);
    await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe(String(onSite.length + 2)));
    await rendered.user.click(screen.getByRole("tab", { name: "Source" }));
    const rentals = onSite.filter((record) => record.mirror.source === "Rental").length;
    expect(await screen.findByRole("checkbox", { name: new RegExp(`^Rental ?${rentals}$`) })).toBeTruthy();
  });
});

describe("where one left off", () => {
  it("is_kept_by_the_application_and_opened_again", async () => {
    const rendered = await shown();
    await rendered.user.click(await waitFor(() => cell(3, 0)));
    act(() => void fireEvent(window, new Event("pagehide")));
    await waitFor(() => expect(JSON.parse(rendered.twin.state.workspace ?? "{}")).toMatchObject({ selectedId: "RIO-10445" }));
  });
});
