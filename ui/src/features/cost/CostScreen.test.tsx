import { configure, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import { useLeftOff, usePlanning, type LeftOff } from "../../shared/view/planning";
import { withQuery } from "../../shared/view/spec";
import { amountTicks, between, lastDay, placeOf } from "./axis";
import { CostScreen } from "./CostScreen";

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

const rows = () => document.querySelectorAll('.cost-matrix [role="row"]').length;

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
