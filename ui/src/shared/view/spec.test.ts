import { describe, expect, it } from "vitest";
import { anyOf, between, chipsOf, endsOf, filterCount, FIRST_SPEC, pickedOf, sameSpec, specFrom, withFilters, withoutFilters, withQuery, withSort } from "./spec";

describe("a view", () => {
  it("asks_for_any_of_the_picked_values_and_both_ends_of_a_date", () => {
    let spec = withFilters(FIRST_SPEC, "category", anyOf("category", ["Cranes", "Welding"]));
    spec = withFilters(spec, "forecastEnd", between("forecastEnd", "2026-07-01", "2026-12-31"));
    expect(spec.query.filters).toEqual([
      { field: "category", op: "is", values: ["Cranes", "Welding"] },
      { field: "forecastEnd", op: "from", values: ["2026-07-01"] },
      { field: "forecastEnd", op: "to", values: ["2026-12-31"] },
    ]);
    const [picked, dates] = chipsOf(spec.query.filters);
    expect(pickedOf(picked)).toEqual(["Cranes", "Welding"]);
    expect(endsOf(dates)).toEqual({ from: "2026-07-01", to: "2026-12-31" });
  });

  it("replaces_the_chip_of_a_field_in_its_place_and_takes_it_out_when_it_filters_nothing", () => {
    const one = withFilters(withFilters(FIRST_SPEC, "status", anyOf("status", ["draft"])), "dor", anyOf("dor", ["BEO"]));
    const two = withFilters(one, "status", anyOf("status", ["draft", "failed"]));
    expect(chipsOf(two.query.filters).map((chip) => chip.field)).toEqual(["status", "dor"]);
    expect(chipsOf(withFilters(two, "status", []).query.filters).map((chip) => chip.field)).toEqual(["dor"]);
    expect(filterCount(withoutFilters(two), "x")).toBe(1);
  });

  it("sorts_up_then_down_then_by_id_again", () => {
    const up = withSort(FIRST_SPEC, "variance", false);
    const down = withSort(up, "variance", false);
    expect(up.query.sort).toEqual([{ by: "variance", descending: false }]);
    expect(down.query.sort).toEqual([{ by: "variance", descending: true }]);
    expect(withSort(down, "variance", false).query.sort).toEqual(FIRST_SPEC.query.sort);
  });

  it("adds_a_column_to_the_order_with_shift", () => {
    const two = withSort(withSort(FIRST_SPEC, "status", false), "forecastEnd", true);
    expect(two.query.sort).toEqual([{ by: "status", descending: false }, { by: "forecastEnd", descending: false }]);
    expect(withSort(two, "status", true).query.sort[0]).toEqual({ by: "status", descending: true });
  });

  it("differs_from_a_saved_one_by_what_it_shows_and_not_by_what_is_folded", () => {
    expect(sameSpec(FIRST_SPEC, withQuery(FIRST_SPEC, { folded: [["Cranes"]] }))).toBe(true);
    expect(sameSpec(FIRST_SPEC, withQuery(FIRST_SPEC, { groups: ["category"] }))).toBe(false);
    expect(sameSpec(FIRST_SPEC, { ...FIRST_SPEC, frozen: 3 })).toBe(false);
  });

  it("does_not_trust_what_was_stored_by_another_build", () => {
    expect(specFrom({ ...FIRST_SPEC, query: { ...FIRST_SPEC.query, filters: [{ field: "colour", op: "is", values: [] }] } })).toBeNull();
    expect(specFrom({ ...FIRST_SPEC, query: { ...FIRST_SPEC.query, groups: ["colour"] } })).toBeNull();
    expect(specFrom("x")).toBeNull();
    expect(specFrom(FIRST_SPEC)).toEqual(FIRST_SPEC);
  });
});
