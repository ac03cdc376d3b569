import { describe, expect, it } from "vitest";
import type { Row, Values } from "../../ipc";
import { draggedEdits, draggedValues, gripsOf } from "./drag";

const all = { forecast: true, actuals: true };
const noActuals = { forecast: true, actuals: false };

function rowOf(values: Values): Row {
  const dates: Values = {
    originalStart: "2026-01-01", originalEnd: "2026-03-01", forecastStart: "2026-02-01", forecastEnd: "2026-04-01",
    isActualized: false, isDiscontinued: false, actualStart: null, actualEnd: null,
  };
  return {
    pfaId: "RIO-1", version: 1, status: "synced", statusAt: null, statusReason: null, conflictId: null,
    values: { ...dates, ...values }, changed: [], cost: { plan: null, forecast: null, actual: null, variance: null },
  };
}

const free = rowOf({});
const onSite = rowOf({ isActualized: true, actualStart: "2026-02-01", actualEnd: "2026-04-01" });

describe("dragging a forecast", () => {
  it("moves_both_ends_when_the_bar_is_held", () => {
    expect(draggedValues(free, "move", 7, all)).toEqual({ forecastStart: "2026-02-08", forecastEnd: "2026-04-08" });
  });

  it("moves_one_end_when_its_edge_is_held", () => {
    expect(draggedValues(free, "start", -3, all)).toEqual({ forecastStart: "2026-01-29" });
    expect(draggedValues(free, "end", 3, all)).toEqual({ forecastEnd: "2026-04-04" });
  });

  it("stops_an_edge_at_the_other_one", () => {
    expect(draggedValues(free, "start", 500, all)).toEqual({ forecastStart: "2026-04-01" });
    expect(draggedValues(free, "end", -500, all)).toEqual({ forecastEnd: "2026-02-01" });
  });

  it("cannot_be_held_without_the_permission_nor_when_discontinued", () => {
    expect(gripsOf(free, "forecast", all)).toEqual(["move", "start", "end"]);
    expect(gripsOf(free, "forecast", { forecast: false, actuals: true })).toEqual([]);
    expect(gripsOf(rowOf({ isDiscontinued: true }), "forecast", all)).toEqual([]);
    expect(gripsOf(free, "plan", all)).toEqual([]);
  });
});

describe("dragging a record on site", () => {
  it("holds_its_actual_end_only_and_only_with_the_permission", () => {
    expect(gripsOf(onSite, "forecast", all)).toEqual([]);
    expect(gripsOf(onSite, "actual", all)).toEqual(["end"]);
    expect(gripsOf(onSite, "actual", noActuals)).toEqual([]);
  });

  it("moves_its_actual_end_with_a_selection_that_is_moved", () => {
    expect(draggedValues(onSite, "move", 5, all)).toEqual({ actualEnd: "2026-04-06" });
    expect(draggedValues(onSite, "start", 5, all)).toEqual({});
    expect(draggedValues(onSite, "end", -500, all)).toEqual({ actualEnd: "2026-02-01" });
  });

  it("leaves_records_that_may_not_change_out_of_the_edits", () => {
    expect(draggedEdits([free, onSite], "move", 1, noActuals).map((edit) => edit.changes)).toEqual([{ forecastStart: "2026-02-02", forecastEnd: "2026-04-02" }]);
    expect(draggedEdits([free, onSite], "move", 0, all)).toEqual([]);
  });
});
