import { describe, expect, it } from "vitest";
import { filterCount, FIRST_VIEW, queryOf, viewFrom, withChip, withoutFilters, withSort } from "./view";

describe("a view as a query", () => {
  it("asks_for_any_of_the_picked_values_and_both_ends_of_a_date", () => {
    let view = withChip(FIRST_VIEW, { field: "category", values: ["Cranes", "Welding"] });
    view = withChip(view, { field: "forecastEnd", from: "2026-07-01", to: "2026-12-31" });
    expect(queryOf({ ...view, search: "  crane " })).toEqual({
      search: "crane",
      filters: [
        { field: "category", op: "is", values: ["Cranes", "Welding"] },
        { field: "forecastEnd", op: "from", values: ["2026-07-01"] },
        { field: "forecastEnd", op: "to", values: ["2026-12-31"] },
      ],
      sort: [{ by: "pfaId", descending: false }],
    });
  });

  it("replaces_the_chip_of_a_field_and_takes_it_out_when_it_filters_nothing", () => {
    const one = withChip(FIRST_VIEW, { field: "status", values: ["draft"] });
    const two = withChip(one, { field: "status", values: ["draft", "failed"] });
    expect(two.chips).toEqual([{ field: "status", values: ["draft", "failed"] }]);
    expect(withChip(two, { field: "status", values: [] }).chips).toEqual([]);
    expect(filterCount(withoutFilters({ ...two, search: "x" }))).toBe(0);
  });

  it("sorts_up_then_down_then_by_id_again", () => {
    const up = withSort(FIRST_VIEW, "variance", false);
    const down = withSort(up, "variance", false);
    expect(up.sort).toEqual([{ by: "variance", descending: false }]);
    expect(down.sort).toEqual([{ by: "variance", descending: true }]);
    expect(withSort(down, "variance", false).sort).toEqual(FIRST_VIEW.sort);
  });

  it("adds_a_column_to_the_order_with_shift", () => {
    const two = withSort(withSort(FIRST_VIEW, "status", false), "forecastEnd", true);
    expect(two.sort).toEqual([{ by: "status", descending: false }, { by: "forecastEnd", descending: false }]);
    expect(withSort(two, "status", true).sort[0]).toEqual({ by: "status", descending: true });
  });

  it("does_not_trust_what_was_stored_by_another_build", () => {
    expect(viewFrom({ search: "", chips: [{ field: "colour", values: [] }], sort: [] })).toBeNull();
    expect(viewFrom("x")).toBeNull();
    expect(viewFrom(FIRST_VIEW)).toEqual(FIRST_VIEW);
  });
});
