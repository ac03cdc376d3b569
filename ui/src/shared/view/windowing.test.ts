import { describe, expect, it } from "vitest";
import { layoutOf, MAX_HEIGHT_PX, rowTop, scrollTopFor, visibleRange, windowOffsets, windowsOf } from "./windowing";

const VIEW = 640;

describe("windowing", () => {
  it("renders_only_the_rows_in_sight_and_a_few_around", () => {
    const range = visibleRange(layoutOf(100_000, 32, VIEW), 320_000, VIEW);
    expect(range).toEqual({ first: 9994, last: 10_026 });
  });

  it("reads_the_windows_in_sight_and_one_on_either_side", () => {
    expect(windowOffsets({ first: 9994, last: 10_026 }, 100_000)).toEqual({ needed: [9900, 10_000], ahead: [9800, 10_100] });
    expect(windowOffsets({ first: 0, last: 0 }, 0)).toEqual({ needed: [0], ahead: [] });
  });

  it("stays_the_same_while_one_scrolls_within_what_is_read", () => {
    expect(windowsOf({ first: 9994, last: 10_026 })).toEqual({ first: 9900, last: 10_100 });
    expect(windowsOf({ first: 9996, last: 10_028 })).toEqual(windowsOf({ first: 9994, last: 10_026 }));
    expect(windowsOf({ first: 0, last: 0 })).toEqual({ first: 0, last: 0 });
  });

  it("reaches_the_last_row_though_no_element_may_be_that_high", () => {
    const layout = layoutOf(1_000_000, 32, VIEW);
    expect(layout.height).toBe(MAX_HEIGHT_PX);
    const bottom = layout.height - VIEW;
    expect(visibleRange(layout, bottom, VIEW).last).toBe(1_000_000);
    expect(rowTop(layout, 999_999, bottom) + 32).toBeCloseTo(layout.height, 3);
  });

  it("scrolls_no_further_than_a_row_needs", () => {
    const layout = layoutOf(1000, 32, VIEW);
    expect(scrollTopFor(layout, 5, 0, VIEW)).toBe(0);
    expect(scrollTopFor(layout, 20, 0, VIEW)).toBe(32);
    expect(scrollTopFor(layout, 5, 640, VIEW)).toBe(160);
  });
});
