import { act, configure, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Rendered } from "../../ipc/testing/render";
import { cellOf, freeId, links, shown } from "./testing";

// Working out what is hidden takes jsdom seconds for a grid, in which nothing is.
configure({ defaultHidden: true });

/** The first record that can be edited in full, made the chosen one. */
async function chosen(rendered: Rendered): Promise<string> {
  const pfaId = freeId(rendered);
  await rendered.user.click(await waitFor(() => cellOf(pfaId)));
  await screen.findByRole("complementary", { name: `Record ${pfaId}` });
  return pfaId;
}

const rowOf = (pfaId: string) => cellOf(pfaId).closest<HTMLElement>('[role="row"]') as HTMLElement;
const panelOf = (pfaId: string) => within(screen.getByRole("complementary", { name: `Record ${pfaId}` }));

/** Lets the twin answer a command only when the test says so. */
function holdBack(rendered: Rendered, command: string): () => void {
  const answer = rendered.twin.call;
  let release: () => void = () => undefined;
  const gate = new Promise<void>((open) => (release = open));
  rendered.twin.call = async (asked, args) => {
    if (asked === command) await gate;
    return answer(asked, args);
  };
  return () => release();
}

describe("saving a draft", () => {
  it("shows_the_edit_in_grid_badge_and_cell_before_the_application_has_answered", async () => {
    const rendered = await shown();
    const pfaId = await chosen(rendered);
    const release = holdBack(rendered, "draft_save");
    const end = panelOf(pfaId).getByRole("textbox", { name: "Forecast end" });
    await rendered.user.clear(end);
    await rendered.user.type(end, "2027-12-24{Enter}");
    expect(within(rowOf(pfaId)).getByRole("button", { name: "Draft" })).toBeTruthy();
    const cell = within(rowOf(pfaId)).getByRole("gridcell", { name: "24 Dec 27" });
    expect(cell.className).toContain("draft");
    expect(rendered.twin.state.records.get(pfaId)?.draft).toBeNull();
    await act(async () => release());
    await waitFor(() => expect(rendered.twin.state.records.get(pfaId)?.draft?.changes).toEqual({ forecastEnd: "2027-12-24" }));
    expect(within(rowOf(pfaId)).getByRole("gridcell", { name: "24 Dec 27" })).toBeTruthy();
  });

  it("rolls_back_a_refused_edit_says_so_and_keeps_the_typed_value", async () => {
    const rendered = await shown();
    const pfaId = await chosen(rendered);
    const answer = rendered.twin.call;
    rendered.twin.call = (asked, args) =>
      asked === "draft_save"
        ? Promise.reject({ code: "busy", message: "The database is busy.", detail: null, fields: [], violations: [], recordId: pfaId })
        : answer(asked, args);
    const before = within(rowOf(pfaId)).getAllByRole("gridcell").map((cell) => cell.textContent);
    const contract = panelOf(pfaId).getByRole("textbox", { name: "Contract" });
    await rendered.user.clear(contract);
    await rendered.user.type(contract, "C-9999-01{Enter}");
    expect(await screen.findByText(`${pfaId} was not saved`)).toBeTruthy();
    const invalid = await waitFor(() => cellOf("C-9999-01"));
    expect(invalid.getAttribute("aria-invalid")).toBe("true");
    const after = within(rowOf(pfaId)).getAllByRole("gridcell").map((cell) => cell.textContent);
    expect(after.filter((text, at) => text !== before[at])).toEqual(["C-9999-01"]);
    expect(within(rowOf(pfaId)).getByRole("button", { name: "Synced" })).toBeTruthy();
    expect((contract as HTMLInputElement).value).toBe("C-9999-01");
    expect(panelOf(pfaId).getByRole("alert").textContent).toContain("The database is busy.");
  });

  it("does_not_save_over_a_value_that_came_while_one_typed_until_one_has_seen_it", async () => {
    const rendered = await shown();
    const pfaId = await chosen(rendered);
    const contract = panelOf(pfaId).getByRole("textbox", { name: "Contract" });
    await rendered.user.clear(contract);
    await rendered.user.type(contract, "C-MINE");
    await rendered.twin.call("draft_save", { pfaId, changes: { contract: "C-ELSEWHERE" }, seen: null, reason: null });
    await rendered.user.keyboard("{Enter}");
    expect((await panelOf(pfaId).findByRole("alert")).textContent).toContain("changed since you looked");
    expect((contract as HTMLInputElement).value).toBe("C-MINE");
    const draftOf = () => rendered.twin.state.records.get(pfaId)?.draft?.changes;
    expect(draftOf()).toEqual({ contract: "C-ELSEWHERE" });
    await rendered.user.type(contract, "{Enter}");
    await waitFor(() => expect(draftOf()).toEqual({ contract: "C-MINE" }));
  });

  it("keeps_a_value_that_breaks_a_rule_in_the_editor_with_its_message_also_after_leaving_the_record", async () => {
    const rendered = await shown();
    const pfaId = await chosen(rendered);
    const rate = panelOf(pfaId).getByRole("textbox", { name: "Monthly rate" });
    await rendered.user.clear(rate);
    expect((await panelOf(pfaId).findByRole("alert")).textContent).toContain("A rental needs a monthly rate.");
    await rendered.user.tab();
    expect(rendered.twin.state.records.get(pfaId)?.draft).toBeNull();
    await rendered.user.click(screen.getByRole("button", { name: "Next record" }));
    await waitFor(() => expect(screen.queryByRole("complementary", { name: `Record ${pfaId}` })).toBeNull());
    await rendered.user.click(cellOf(pfaId));
    await screen.findByRole("complementary", { name: `Record ${pfaId}` });
    expect((panelOf(pfaId).getByRole("textbox", { name: "Monthly rate" }) as HTMLInputElement).value).toBe("");
    await rendered.user.click(await panelOf(pfaId).findByRole("button", { name: "Put it back" }));
    expect((panelOf(pfaId).getByRole("textbox", { name: "Monthly rate" }) as HTMLInputElement).value).not.toBe("");
  });

  it("saves_a_source_and_its_price_as_one_edit", async () => {
    const rendered = await shown();
    const pfaId = await chosen(rendered);
    await rendered.user.click(panelOf(pfaId).getByRole("radio", { name: "Purchase" }));
    expect((await panelOf(pfaId).findByRole("alert")).textContent).toContain("A purchase needs a price.");
    expect(rendered.twin.state.records.get(pfaId)?.draft).toBeNull();
    await rendered.user.type(panelOf(pfaId).getByRole("textbox", { name: "Purchase price" }), "1250.5{Enter}");
    await waitFor(() =>
      expect(rendered.twin.state.records.get(pfaId)?.draft?.changes).toEqual({ source: "Purchase", purchasePrice: "1250.50" }),
    );
  });
});

describe("the grid", () => {
  it("asks_only_for_windows_in_sight_and_never_for_all_records", async () => {
    const rendered = await shown({ records: 3000 });
    const asked = rendered.twin.call;
    const windows: { offset: number; limit: number }[] = [];
    rendered.twin.call = (command, args) => {
      if (command === "line_window") windows.push(args as { offset: number; limit: number });
      return asked(command, args);
    };
    const scroller = document.querySelector(".grid-scroll") as HTMLElement;
    scroller.scrollTop = 2000 * 32;
    act(() => scroller.dispatchEvent(new Event("scroll")));
    await waitFor(() => cellOf("RIO-12442"));
    expect(windows.map((one) => one.offset).sort((a, b) => a - b)).toEqual([1800, 1900, 2000, 2100]);
    expect(windows.every((one) => one.limit === 100)).toBe(true);
    expect(screen.getAllByRole("row").length).toBeLessThan(60);
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("3002");
  });

  it("moves_with_keys_and_the_panel_follows", async () => {
    const rendered = await shown();
    const first = await waitFor(() => cellOf("RIO-10442"));
    await rendered.user.click(first);
    await rendered.user.keyboard("{ArrowDown}{ArrowDown}");
    expect(document.activeElement?.textContent).toBe("RIO-10444");
    await screen.findByRole("complementary", { name: "Record RIO-10444" });
    await rendered.user.keyboard("{Control>}{End}{/Control}");
    expect(document.activeElement?.getAttribute("data-at")).toBe("29:20");
    await rendered.user.keyboard("{Control>}{Home}{/Control}");
    expect(document.activeElement?.textContent).toBe("RIO-10442");
  });

  it("goes_to_the_panel_with_f4_and_back_with_escape", async () => {
    const rendered = await shown();
    const pfaId = await chosen(rendered);
    await rendered.user.keyboard("{F4}");
    await waitFor(() => expect(panelOf(pfaId).getAllByRole("textbox")).toContain(document.activeElement));
    await rendered.user.keyboard("{Escape}");
    expect(document.activeElement?.textContent).toBe(pfaId);
  });

  it("sorts_by_enter_on_a_column_head", async () => {
    const rendered = await shown();
    await rendered.user.click(await waitFor(() => cellOf("RIO-10442")));
    await rendered.user.keyboard("{ArrowUp}{Enter}");
    expect(screen.getByRole("columnheader", { name: "ID" }).getAttribute("aria-sort")).toBe("descending");
    await waitFor(() => cellOf("RIO-10471"));
  });

  it("leads_from_the_badge_of_a_synced_record_to_its_versions", async () => {
    const rendered = await shown();
    const pfaId = await chosen(rendered);
    await rendered.user.click(within(rowOf(pfaId)).getByRole("button", { name: "Synced" }));
    expect(links.onShowVersions).toHaveBeenCalledWith(pfaId);
  });
});
