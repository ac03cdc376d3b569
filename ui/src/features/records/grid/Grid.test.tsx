import { act, configure, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Rendered } from "../../../ipc/testing/render";
import { cellIn, cellOf, freeId, links, shown } from "../testing";

// Working out what is hidden takes jsdom seconds for a grid, in which nothing is.
configure({ defaultHidden: true });

const DESCRIPTION = 2;
const FORECAST_START = 5;
const FORECAST_END = 6;
const RATE = 9;

const active = () => document.activeElement as HTMLElement;
const draftOf = (rendered: Rendered, pfaId: string) => rendered.twin.state.records.get(pfaId)?.draft?.changes;

async function at(rendered: Rendered, pfaId: string, column: number): Promise<void> {
  await rendered.user.click(await cellIn(pfaId, column));
  await screen.findByRole("complementary", { name: `Record ${pfaId}` });
}

async function groupedBy(rendered: Rendered, name: string): Promise<void> {
  await rendered.user.click(screen.getByRole("button", { name: /^Group/ }));
  await rendered.user.click(await screen.findByRole("menuitemradio", { name }));
  await rendered.user.keyboard("{Escape}");
  await screen.findByRole("treegrid");
}

function paste(text: string): void {
  const clipboardData = { getData: () => text };
  act(() => void fireEvent.paste(active(), { clipboardData }));
}

describe("editing in a cell", () => {
  it("types_over_a_cell_saves_with_enter_and_goes_down", async () => {
    const rendered = await shown();
    const pfaId = freeId(rendered);
    await at(rendered, pfaId, FORECAST_END);
    await rendered.user.keyboard("24/12/2027{Enter}");
    await waitFor(() => expect(draftOf(rendered, pfaId)).toEqual({ forecastEnd: "2027-12-24" }));
    expect((await cellIn(pfaId, FORECAST_END)).textContent).toBe("24 Dec 27");
    const row = Number((await cellIn(pfaId, FORECAST_END)).dataset.at?.split(":")[0]);
    await waitFor(() => expect(active().dataset.at).toBe(`${row + 1}:${FORECAST_END}`));
  });

  it("opens_with_f2_on_the_text_and_goes_right_with_tab", async () => {
    const rendered = await shown();
    const pfaId = freeId(rendered);
    await at(rendered, pfaId, RATE);
    await rendered.user.keyboard("{F2}");
    expect(screen.getByRole("textbox", { name: `Rate or price of ${pfaId}` })).toBe(active());
    await rendered.user.keyboard("1,234.5{Tab}");
    await waitFor(() => expect(draftOf(rendered, pfaId)).toEqual({ monthlyRate: "1234.50" }));
    await waitFor(() => expect(active().dataset.at?.endsWith(`:${RATE + 1}`)).toBe(true));
  });

  it("keeps_a_rejected_value_in_the_cell_with_its_message_and_escape_puts_it_back", async () => {
    const rendered = await shown();
    const pfaId = freeId(rendered);
    await at(rendered, pfaId, FORECAST_END);
    await rendered.user.keyboard("2001-01-01{Enter}");
    const input = screen.getByRole("textbox", { name: `Forecast end of ${pfaId}` }) as HTMLInputElement;
    expect((await within(input.parentElement as HTMLElement).findByRole("alert")).textContent).toContain("The forecast end is before its start.");
    expect(input.value).toBe("2001-01-01");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(draftOf(rendered, pfaId)).toBeUndefined();
    await rendered.user.keyboard("{Escape}");
    expect((await cellIn(pfaId, FORECAST_END)).textContent).not.toBe("2001-01-01");
    expect(active().dataset.at?.endsWith(`:${FORECAST_END}`)).toBe(true);
  });

  it("does_not_save_over_a_value_that_came_while_one_typed_until_one_has_seen_it", async () => {
    const rendered = await shown();
    const pfaId = freeId(rendered);
    await at(rendered, pfaId, FORECAST_END);
    await rendered.user.keyboard("24/12/2027");
    await rendered.twin.call("draft_save", { pfaId, changes: { forecastEnd: "2027-11-11" }, seen: null, reason: null });
    await rendered.user.keyboard("{Enter}");
    const input = screen.getByRole("textbox", { name: `Forecast end of ${pfaId}` }) as HTMLInputElement;
    const said = await within(input.parentElement as HTMLElement).findByRole("alert");
    expect(said.textContent).toContain("changed since you looked");
    expect(said.textContent).toContain("11 Nov 2027");
    expect(draftOf(rendered, pfaId)).toEqual({ forecastEnd: "2027-11-11" });
    await rendered.user.keyboard("{Enter}");
    await waitFor(() => expect(draftOf(rendered, pfaId)).toEqual({ forecastEnd: "2027-12-24" }));
  });

  it("says_of_text_that_is_no_date_that_it_is_none", async () => {
    const rendered = await shown();
    const pfaId = freeId(rendered);
    await at(rendered, pfaId, FORECAST_START);
    await rendered.user.keyboard("soon{Enter}");
    expect((await screen.findAllByRole("alert")).some((one) => one.textContent?.includes("This is no date."))).toBe(true);
  });

  it("marks_a_rejected_cell_that_was_left_and_opens_it_again_with_what_was_typed", async () => {
    const rendered = await shown();
    const pfaId = freeId(rendered);
    await at(rendered, pfaId, FORECAST_END);
    await rendered.user.keyboard("2001-01-01");
    await rendered.user.click(await cellIn(freeId(rendered, 3), DESCRIPTION));
    const left = await waitFor(() => cellOf("2001-01-01"));
    expect(left.getAttribute("aria-invalid")).toBe("true");
    await rendered.user.dblClick(left);
    expect((screen.getByRole("textbox", { name: `Forecast end of ${pfaId}` }) as HTMLInputElement).value).toBe("2001-01-01");
  });

  it("says_why_a_cell_is_read_only_when_one_types_in_it", async () => {
    const rendered = await shown();
    const pfaId = freeId(rendered);
    const plan = await cellIn(pfaId, 3);
    expect(plan.getAttribute("aria-readonly")).toBe("true");
    await at(rendered, pfaId, 3);
    await rendered.user.keyboard("x");
    expect(await screen.findByText("The plan is a locked budget baseline.", { selector: ".cell-tip" })).toBeTruthy();
    expect(document.querySelector(".cell-input")).toBeNull();
  });

  it("picks_a_choice_from_a_list", async () => {
    const rendered = await shown();
    const pfaId = freeId(rendered);
    const dor = rendered.twin.state.records.get(pfaId)?.mirror.dor === "BEO" ? "PROJECT" : "BEO";
    await at(rendered, pfaId, 15);
    await rendered.user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await rendered.user.click(await screen.findByRole("option", { name: dor }));
    await waitFor(() => expect(draftOf(rendered, pfaId)).toEqual({ dor }));
  });

  it("clears_a_cell_with_delete_and_brings_it_back_with_ctrl_z", async () => {
    const rendered = await shown();
    const pfaId = freeId(rendered);
    const before = (await cellIn(pfaId, DESCRIPTION)).textContent;
    await at(rendered, pfaId, DESCRIPTION);
    await rendered.user.keyboard("{Delete}");
    await waitFor(() => expect(draftOf(rendered, pfaId)).toEqual({ description: null }));
    await rendered.user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(rendered.twin.state.records.get(pfaId)?.draft).toBeNull());
    await waitFor(async () => expect((await cellIn(pfaId, DESCRIPTION)).textContent).toBe(before));
  });
});

describe("a range", () => {
  it("extends_with_shift_and_arrows_and_the_totals_follow", async () => {
    const rendered = await shown();
    await at(rendered, "RIO-10442", FORECAST_START);
    await rendered.user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{ArrowRight}{/Shift}");
    expect(document.querySelectorAll('[role="gridcell"][aria-selected="true"]')).toHaveLength(6);
    const strip = within(screen.getByRole("region", { name: "Totals" }));
    expect(await strip.findByRole("radio", { name: "Selection 3" })).toBeTruthy();
    expect(await strip.findByText("· 6 cells")).toBeTruthy();
  });

  it("fills_down_after_a_preview_as_one_step_that_undo_takes_back", async () => {
    const rendered = await shown();
    await at(rendered, "RIO-10442", DESCRIPTION);
    const text = (await cellIn("RIO-10442", DESCRIPTION)).textContent;
    await rendered.user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}{Control>}d{/Control}");
    const preview = within(await screen.findByRole("dialog", { name: "Fill Description" }));
    await rendered.user.click(await preview.findByRole("button", { name: /^Change \d+ record/ }));
    await waitFor(() => expect(rendered.twin.state.records.get("RIO-10444")?.draft?.changes).toEqual({ description: text }));
    await rendered.user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect([...rendered.twin.state.records.values()].every((record) => record.draft === null)).toBe(true));
  });

  it("fills_all_cells_with_what_was_typed_on_ctrl_enter", async () => {
    const rendered = await shown();
    await at(rendered, "RIO-10442", 18);
    await rendered.user.keyboard("{Shift>}{ArrowDown}{/Shift}C-1{Control>}{Enter}{/Control}");
    const preview = within(await screen.findByRole("dialog", { name: /^Fill/ }));
    await rendered.user.click(await preview.findByRole("button", { name: "Change 2 records" }));
    await waitFor(() => expect(draftOf(rendered, "RIO-10443")).toEqual({ model: "C-1" }));
  });

  it("copies_as_a_table_with_dates_and_amounts_that_a_spreadsheet_reads", async () => {
    const rendered = await shown();
    const record = rendered.twin.state.records.get(freeId(rendered))?.mirror;
    await at(rendered, freeId(rendered), FORECAST_END);
    const copied: string[] = [];
    act(() => void fireEvent.copy(active(), { clipboardData: { setData: (_: string, text: string) => copied.push(text) } }));
    expect(copied).toEqual([record?.forecastEnd]);
  });

  it("previews_what_a_paste_changes_and_what_it_refuses_and_why", async () => {
    const rendered = await shown();
    const [one, two] = [...rendered.twin.state.records.values()].slice(0, 2);
    await at(rendered, one?.pfaId ?? "", RATE);
    paste("2,500.00\nmuch\n");
    const preview = within(await screen.findByRole("dialog", { name: "Paste" }));
    expect(await preview.findByText("1 record changes")).toBeTruthy();
    expect(preview.getByText(/1 is left out/)).toBeTruthy();
    expect(preview.getByText("This is no amount.")).toBeTruthy();
    await rendered.user.click(preview.getByRole("button", { name: "Change 1 record" }));
    await waitFor(() => expect(Object.values(one?.draft?.changes ?? {})).toEqual(["2500.00"]));
    expect(two?.draft).toBeNull();
  });
});

describe("selecting records", () => {
  it("ticks_with_space_all_with_ctrl_a_and_says_so_to_a_screen_reader", async () => {
    const rendered = await shown({ records: 300 });
    await at(rendered, "RIO-10442", 0);
    await rendered.user.keyboard(" ");
    await waitFor(() => expect(active().closest('[role="row"]')?.getAttribute("aria-selected")).toBe("true"));
    expect(screen.getByRole("grid").getAttribute("aria-multiselectable")).toBe("true");
    await rendered.user.keyboard("{Control>}a{/Control}");
    const strip = within(screen.getByRole("region", { name: "Totals" }));
    expect(await strip.findByRole("radio", { name: "Selection 300" })).toBeTruthy();
  });
});

describe("groups", () => {
  it("are_a_tree_grid_that_folds_by_arrows_with_the_sums_of_its_records", async () => {
    const rendered = await shown();
    await groupedBy(rendered, "Category");
    const groups = await waitFor(() => {
      const found = [...document.querySelectorAll<HTMLElement>('.grid-body [role="row"][aria-expanded]')];
      expect(found.length).toBeGreaterThan(0);
      return found;
    });
    const [first] = groups as [HTMLElement];
    expect(first.getAttribute("aria-level")).toBe("1");
    expect(first.textContent).toMatch(/records.*Plan\$.*Forecast\$/);
    const rows = Number(screen.getByRole("treegrid").getAttribute("aria-rowcount"));
    act(() => first.focus());
    await rendered.user.click(first);
    await waitFor(() => expect(Number(screen.getByRole("treegrid").getAttribute("aria-rowcount"))).toBeLessThan(rows));
    expect(active().getAttribute("aria-expanded")).toBe("false");
    await rendered.user.keyboard("{ArrowRight}");
    await waitFor(() => expect(Number(screen.getByRole("treegrid").getAttribute("aria-rowcount"))).toBe(rows));
    await rendered.user.keyboard("{ArrowLeft}");
    await waitFor(() => expect(active().getAttribute("aria-expanded")).toBe("false"));
    await rendered.user.keyboard("{ArrowDown}");
    expect(active().getAttribute("aria-expanded")).toBe("true");
  });
});

describe("columns", () => {
  it("move_and_resize_by_keys_at_their_head_and_are_kept", async () => {
    const rendered = await shown();
    await at(rendered, "RIO-10442", DESCRIPTION);
    await rendered.user.keyboard("{Control>}{ArrowUp}{/Control}{ArrowUp}");
    expect(active().getAttribute("aria-label")).toBe("Description");
    const width = active().style.width;
    await rendered.user.keyboard("{Alt>}{Shift>}{ArrowRight}{/Shift}{/Alt}");
    expect(parseInt(active().style.width)).toBe(parseInt(width) + 8);
    await rendered.user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(active().getAttribute("aria-label")).toBe("Description");
    expect(active().getAttribute("aria-colindex")).toBe("4");
    await waitFor(() => expect(rendered.twin.state.workspace).toContain('"id":"description","width":172'));
  });

  it("are_hidden_and_shown_from_their_menu", async () => {
    const rendered = await shown();
    await rendered.user.click(screen.getByRole("button", { name: "Columns" }));
    await rendered.user.click(await screen.findByRole("checkbox", { name: "Show Variance" }));
    await rendered.user.keyboard("{Escape}");
    expect(screen.queryByRole("columnheader", { name: "Variance" })).toBeNull();
  });
});

describe("the badge", () => {
  it("is_followed_by_enter_on_its_cell", async () => {
    const rendered = await shown();
    await at(rendered, "RIO-10442", 0);
    await rendered.user.keyboard("{ArrowRight}{Enter}");
    expect(links.onShowVersions).toHaveBeenCalledWith("RIO-10442");
  });
});
