import { describe, expect, it } from "vitest";
import { broughtToSight, calendarDate, dateOf, dayAt, dayOf, later, PX_PER_DAY, scaleOf, SCALES, snapped, spanOf, ticks, UNITS, xOf, zoomed } from "./geometry";

const axis = { left: dayOf("2026-01-01"), pxPerDay: 2 };

describe("dates and days", () => {
  it("counts_calendar_days_over_leap_years_and_changes_of_the_clock", () => {
    expect(later("2028-02-28", 1)).toBe("2028-02-29");
    expect(later("2026-03-28", 2)).toBe("2026-03-30");
    expect(later("2026-01-01", -1)).toBe("2025-12-31");
    for (const date of ["1969-12-31", "1970-01-01", "2026-10-25", "2100-03-01"]) expect(dateOf(dayOf(date))).toBe(date);
  });

  it("takes_today_from_the_wall_calendar_not_from_utc", () => {
    expect(calendarDate(new Date(2026, 5, 2, 23, 59))).toBe("2026-06-02");
    expect(calendarDate(new Date(2026, 0, 1, 0, 0))).toBe("2026-01-01");
  });
});

describe("days and pixels", () => {
  it("goes_from_a_day_to_its_pixel_and_back", () => {
    expect(xOf(dayOf("2026-01-11"), axis)).toBe(20);
    expect(dayAt(20, axis)).toBe(dayOf("2026-01-11"));
  });

  it("draws_a_bar_as_long_as_its_days_and_never_too_short_to_see", () => {
    expect(spanOf("2026-01-11", "2026-01-31", axis)).toEqual({ left: 20, width: 40 });
    expect(spanOf("2026-01-11", "2026-01-11", axis)).toEqual({ left: 20, width: 3 });
  });

  it("keeps_the_day_under_the_pointer_when_it_zooms", () => {
    const wider = zoomed(axis, 3, 120);
    expect(wider.pxPerDay).toBe(6);
    expect(dayAt(120, wider)).toBeCloseTo(dayAt(120, axis), 9);
  });

  it("stops_zooming_at_its_bounds", () => {
    expect(zoomed(axis, 1e9, 0).pxPerDay).toBe(zoomed(axis, 1e10, 0).pxPerDay);
    expect(zoomed(axis, 1e-9, 0).pxPerDay).toBe(zoomed(axis, 1e-10, 0).pxPerDay);
  });

  it("brings_a_bar_that_is_out_of_sight_into_sight_and_leaves_others", () => {
    expect(broughtToSight(axis, axis.left + 50, axis.left + 90, 400)).toBe(axis);
    const moved = broughtToSight(axis, axis.left + 900, axis.left + 950, 400);
    expect(xOf(axis.left + 900, moved)).toBeGreaterThanOrEqual(0);
    expect(xOf(axis.left + 950, moved)).toBeLessThanOrEqual(400);
    const back = broughtToSight(axis, axis.left - 900, axis.left - 850, 400);
    expect(xOf(axis.left - 900, back)).toBeGreaterThanOrEqual(0);
  });
});

describe("scales", () => {
  it("knows_the_scale_of_each_width_it_starts_from", () => {
    for (const scale of SCALES) expect(scaleOf(PX_PER_DAY[scale])).toBe(scale);
  });

  it("starts_each_unit_on_its_first_day", () => {
    const between = (unit: Parameters<typeof ticks>[0], from: string, to: string) => ticks(unit, dayOf(from), dayOf(to)).map(dateOf);
    expect(between("week", "2026-06-10", "2026-06-23")).toEqual(["2026-06-08", "2026-06-15", "2026-06-22"]);
    expect(between("month", "2026-01-31", "2026-03-01")).toEqual(["2026-01-01", "2026-02-01", "2026-03-01"]);
    expect(between("quarter", "2026-05-05", "2026-10-01")).toEqual(["2026-04-01", "2026-07-01", "2026-10-01"]);
    expect(between("year", "2027-12-31", "2029-01-01")).toEqual(["2027-01-01", "2028-01-01", "2029-01-01"]);
    expect(between("decade", "2026-05-05", "2031-01-01")).toEqual(["2020-01-01", "2030-01-01"]);
  });

  it("draws_every_unit_of_a_century_once_and_in_order", () => {
    for (const { major, minor } of Object.values(UNITS)) {
      for (const unit of [major, minor]) {
        const days = ticks(unit, dayOf("1999-12-31"), dayOf("2099-12-31"));
        expect(days.every((day, at) => at === 0 || day > (days[at - 1] as number))).toBe(true);
      }
    }
  });
});

describe("snapping", () => {
  it("goes_to_the_nearest_mark_within_reach_else_to_the_nearest_day", () => {
    expect(snapped(100.4, [103], 2)).toBe(103);
    expect(snapped(100.4, [104], 2)).toBe(100);
    expect(snapped(100.4, [102, 101], 2)).toBe(101);
    expect(snapped(100.6, [], 2)).toBe(101);
  });
});
