import { configure, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import type { CostMatrix } from "../../ipc";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import { useLeftOff, usePlanning, type LeftOff } from "../../shared/view/planning";
import { withQuery } from "../../shared/view/spec";
import { layoutOf } from "../../shared/view/windowing";
import { amountTicks, between, lastDay, placeOf } from "./axis";
import { CostBody } from "./CostBody";
import { CostScreen } from "./CostScreen";
import { broughtToSight, HEAD_PX, placesOf, ROW_PX } from "./places";

configure({ defaultHidden: true });

const tools = { bulk: vi.fn(), import: vi.fn(), export: vi.fn(), beginWhatIf: vi.fn() };

function Screen() {
  const leftOff = useLeftOff();
  return leftOff === null ? null : <Planned leftOff={{ ...leftOff, spec: withQuery(leftOff.spec, { groups: ["category"] }) }} />;
}

function Planned({ leftOff }: { leftOff: LeftOff }) {
  const planning = usePlanning(leftOff);
  const [open, setOpen] = useState(false);
  return <CostScreen planning={planning} tools={tools} filtersOpen={open} onFiltersOpen={setOpen} today="2026-06-12" />;
}

async function shown(): Promise<Rendered> {
  const rendered = renderWithTwin(<Screen />);
  await screen.findByRole("treegrid", { name: "Cost by period" });
  return rendered;
}

const rows = () => Number(document.querySelector(".cost-matrix")?.getAttribute("aria-rowcount"));

function Drawn({ matrix }: { matrix: CostMatrix }) {
  const leftOff = useLeftOff();
  return leftOff === null ? null : <DrawnPlanned matrix={matrix} leftOff={leftOff} />;
}

function DrawnPlanned({ matrix, leftOff }: { matrix: CostMatrix; leftOff: LeftOff }) {
  const planning = usePlanning({ ...leftOff, spec: withQuery(leftOff.spec, { groups: ["class"] }) });
  return <CostBody matrix={matrix} scale="month" planning={planning} currency="USD" today="2026-06-12" />;
}

function matrixOf(months: number, groups: number): CostMatrix {
  const periods = Array.from({ length: months }, (_, at) => new Date(Date.UTC(2024, at, 1)).toISOString().slice(0, 10));
  const none = { plan: "0.00", forecast: "0.00", actual: "0.00", variance: "0.00" };
  const amounts = periods.map(() => "12.50");
  const series = { plan: amounts, forecast: amounts, actual: amounts, variance: amounts };
  const line = (path: string[]) => ({ path, level: path.length, value: path[0] ?? null, count: 2, undated: none, total: { ...none, count: 2 }, ...series });
  return { periods, lines: [line([]), ...Array.from({ length: groups }, (_, at) => line([`Class ${at}`]))], cumulative: series };
}

describe("the cost screen", () => {
  it("gives_each_group_four_rows_until_it_is_folded_to_its_variance", async () => {
    const { user } = await shown();
    const before = rows();
    const group = document.querySelector<HTMLElement>('[role="row"][aria-expanded="true"]') as HTMLElement;
    await user.click(group.querySelector('[role="rowheader"]') as HTMLElement);
    await waitFor(() => expect(rows()).toBe(before - 4));
    const folded = document.querySelector('[role="row"][aria-expanded="false"]');
    expect(folded?.querySelector('[role="gridcell"]')?.getAttribute("title")).toContain("Variance");
  });

  it("shows_whole_amounts_and_names_exact_ones", async () => {
    await shown();
    const cell = [...document.querySelectorAll(".cost-row.forecast .cost-cell:not(.sum)")].find((one) => /\d/.test(one.textContent ?? ""));
    expect(cell?.textContent).toMatch(/^[\d,]+$/);
    expect(cell?.getAttribute("title")).toMatch(/^All groups, Forecast, \w+ \d+: .*\.\d\d$/);
  });

  it("says_that_there_is_nothing_in_place_of_an_empty_chart", async () => {
    renderWithTwin(<Screen />, { records: 0 });
    await screen.findByRole("heading", { name: "No records yet" });
    expect(screen.queryByRole("treegrid")).toBeNull();
  });

  it("goes_from_cell_to_cell_by_arrows", async () => {
    const { user } = await shown();
    (document.querySelector('[data-cost="0:0"]') as HTMLElement).focus();
    await user.keyboard("{ArrowDown}{ArrowRight}");
    await waitFor(() => expect(document.activeElement?.getAttribute("data-cost")).toBe("1:1"));
  });

  it("comes_to_the_last_cell_by_keys_however_far_it_is", async () => {
    const { user } = await shown();
    (document.querySelector('[data-cost="0:0"]') as HTMLElement).focus();
    await user.keyboard("{Control>}{End}{/Control}");
    await waitFor(() => expect(document.activeElement?.closest('[role="row"]')?.getAttribute("aria-rowindex")).toBe(String(rows())));
    expect(document.activeElement?.getAttribute("aria-colindex")).toBe(document.querySelector(".cost-matrix")?.getAttribute("aria-colcount"));
    await user.keyboard("{Control>}{Home}{/Control}");
    await waitFor(() => expect(document.activeElement?.getAttribute("data-cost")).toBe("0:0"));
  });

  it("draws_as_many_cells_for_ten_years_of_five_hundred_groups_as_are_in_sight", async () => {
    const drawn = async (months: number, groups: number) => {
      const { unmount } = renderWithTwin(<Drawn matrix={matrixOf(months, groups)} />);
      await screen.findByRole("treegrid", { name: "Cost by period" });
      const cells = document.querySelectorAll(".cost-matrix [data-cost]").length;
      unmount();
      return cells;
    };
    const [some, many] = [await drawn(30, 40), await drawn(120, 500)];
    expect(many).toBe(some);
    expect(many).toBeLessThan(900);
  });

  it("keeps_the_focus_where_it_is_scrolled_out_of_sight", async () => {
    const { user } = renderWithTwin(<Drawn matrix={matrixOf(120, 500)} />);
    await screen.findByRole("treegrid", { name: "Cost by period" });
    (document.querySelector('[data-cost="0:0"]') as HTMLElement).focus();
    await user.keyboard("{ArrowRight}");
    document.querySelector(".cost-scroll")?.scrollTo({ top: 20_000, left: 6_000 });
    await waitFor(() => expect(document.querySelector('[role="row"][aria-rowindex="760"]')).not.toBeNull());
    expect(document.activeElement?.getAttribute("data-cost")).toBe("0:1");
    await user.keyboard("{ArrowDown}");
    await waitFor(() => expect(document.activeElement?.getAttribute("data-cost")).toBe("1:1"));
    expect(document.querySelector(".cost-scroll")?.scrollLeft).toBe(0);
  });

  it("puts_months_together_into_years", async () => {
    const { user } = await shown();
    await user.click(screen.getByRole("radio", { name: "Years" }));
    await waitFor(() => expect([...document.querySelectorAll(".cost-head [role=columnheader]")].map((head) => head.textContent)).toContain("2026"));
  });

  it("reads_the_chart_out_by_keys", async () => {
    const { user } = await shown();
    const chart = screen.getByRole("slider", { name: "Cumulative cost" });
    chart.focus();
    await user.keyboard("{Home}");
    expect(chart.getAttribute("aria-valuenow")).toBe("0");
    await user.keyboard("{ArrowRight}");
    expect(chart.getAttribute("aria-valuetext")).toMatch(/^To \d+ \w+ \d{4}: plan .*, forecast .*, actual .*, variance /);
  });

  it("ends_the_cumulative_table_at_the_sum_of_the_months", async () => {
    await shown();
    const cells = [...document.querySelectorAll("table tbody tr:last-child td")].map((cell) => cell.textContent);
    expect(cells.length).toBe(4);
    expect(cells[1]).toMatch(/\d\.\d\d$/);
  });
});

describe("the places", () => {
  it("give_months_the_room_there_is_and_never_less_than_an_amount_takes", () => {
    expect(placesOf(12, { width: 1700, height: 900 })).toMatchObject({ periodPx: 114, width: 1700 });
    expect(placesOf(120, { width: 1700, height: 900 })).toMatchObject({ periodPx: 84, sumPx: 112, width: 212 + 120 * 84 + 112 });
  });

  it("let_the_chart_grow_and_shrink_with_the_height", () => {
    const heights = [300, 600, 1400].map((height) => placesOf(12, { width: 1000, height }).chartPx);
    expect(heights).toEqual([150, 216, 320]);
  });

  it("bring_a_cell_to_sight_clear_of_names_totals_and_heads", () => {
    const places = placesOf(120, { width: 1000, height: 600 });
    const rows = layoutOf(2501, ROW_PX, 600 - HEAD_PX);
    const to = broughtToSight(places, rows, 1000, 60, { top: 0, left: 0 });
    expect(places.chartPx + HEAD_PX + 1001 * ROW_PX - to.top).toBe(600);
    expect(212 + 61 * 84 - to.left).toBe(1000 - 112);
    expect(broughtToSight(places, rows, 1000, 60, to)).toEqual(to);
  });
});

describe("the axis", () => {
  const matrix = { periods: ["2026-01-01", "2026-02-01"] };

  it("finds_a_date_within_its_period_and_none_outside", () => {
    expect(placeOf("2026-02-15", matrix, "month")).toBeCloseTo(1.5, 9);
    expect(placeOf("2026-03-01", matrix, "month")).toBeNull();
    expect(placeOf("2025-12-31", matrix, "month")).toBeNull();
  });

  it("knows_the_last_day_of_each_kind_of_period", () => {
    expect(lastDay("2028-02-01", "month")).toBe("2028-02-29");
    expect(lastDay("2026-10-01", "quarter")).toBe("2026-12-31");
    expect(lastDay("2026-01-01", "year")).toBe("2026-12-31");
  });

  it("covers_the_highest_amount_in_round_steps", () => {
    expect(amountTicks(10_192_923)).toEqual([0, 5e6, 1e7, 1.5e7]);
    expect(amountTicks(10)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(amountTicks(0)).toEqual([0, 1]);
  });

  it("stands_between_two_ends_within_a_period", () => {
    expect(between([10, 30], 0.5)).toBe(5);
    expect(between([10, 30], 1.5)).toBe(20);
  });
});
