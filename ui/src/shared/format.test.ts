import { describe, expect, it } from "vitest";
import { ago, amount, direction, longDate, money, shortDate, signedMoney, signedPercent, signedWhole, typedText, valueText } from "./format";
import { parseDate, parseMoney } from "./parse";

describe("money", () => {
  it("keeps_every_digit_of_an_amount_that_no_float_can_hold", () => {
    expect(money("90071992547409.93", "USD")).toBe("$90,071,992,547,409.93");
    expect(amount("9999999999.99")).toBe("9,999,999,999.99");
  });

  it("shows_two_places_and_the_true_minus", () => {
    expect(money("28500", "USD")).toBe("$28,500.00");
    expect(signedMoney("-43068.33", "USD")).toBe("\u2212$43,068.33");
    expect(signedMoney("10578.00", "USD")).toBe("+$10,578.00");
    expect(signedMoney("0.00", "USD")).toBe("$0.00");
  });

  it("signs_a_variance_in_whole_units_and_percent", () => {
    expect(signedWhole("-43068.33")).toBe("\u221243,068");
    expect(signedWhole("0.00")).toBe("0");
    expect(signedPercent("-94533.50", "409967.14")).toBe("\u221223.1\u202f%");
    expect(signedPercent("1.00", "0.00")).toBeNull();
  });

  it("tells_over_from_under_from_even", () => {
    expect([direction("0.01"), direction("-0.01"), direction("0.00"), direction(null)]).toEqual(["over", "under", "even", "even"]);
  });
});

describe("dates", () => {
  it("shows_the_calendar_date_whatever_the_zone_of_the_machine", () => {
    expect(shortDate("2026-05-04")).toBe("04 May 26");
    expect(longDate("2026-12-31")).toBe("31 Dec 2026");
  });

  it("says_how_long_ago", () => {
    const now = Date.parse("2026-06-12T12:00:00Z");
    expect(ago("2026-06-12T11:59:40Z", now)).toBe("just now");
    expect(ago("2026-06-12T11:46:00Z", now)).toBe("14 min ago");
    expect(ago("2026-06-12T09:00:00Z", now)).toBe("3 h ago");
    expect(ago("2026-06-02T09:00:00Z", now)).toBe("2 Jun");
  });

  it("shows_an_empty_value_as_a_dash", () => {
    expect(valueText("forecastEnd", null)).toBe("–");
    expect(typedText("forecastEnd", "soon")).toBe("soon");
    expect(typedText("monthlyRate", "2031-12-24", "USD")).toBe("2031-12-24");
    expect(typedText("forecastEnd", "2026-12-31")).toBe(valueText("forecastEnd", "2026-12-31"));
    expect(valueText("isActualized", false)).toBe("No");
  });
});

describe("what is typed", () => {
  const today = "2026-06-12";

  it.each([
    ["2026-06-15", "en-GB"], ["15/06/2026", "en-GB"], ["06/15/2026", "en-US"], ["15.6.26", "de-DE"], ["15 Jun 2026", "en-GB"], ["15 june", "en-GB"],
    ["Jun 15, 2026", "en-US"], ["15. Juni 2026", "de-DE"],
  ])("reads_%s_as_a_date_in_%s", (text, locale) => {
    expect(parseDate(text, today, locale)).toEqual({ value: "2026-06-15" });
  });

  it.each(["31/02/2026", "2026-13-01", "soon", "15", "1/2/3/4"])("does_not_read_%s_as_a_date", (text) => {
    expect(parseDate(text, today, "en-GB")).toEqual({ unreadable: true });
  });

  it("takes_an_emptied_field_as_empty", () => {
    expect(parseDate("  ", today)).toEqual({ value: null });
    expect(parseMoney("")).toEqual({ value: null });
  });

  it.each([
    ["1.5", "en-GB", "1.50"], ["$28,500.00", "en-US", "28500.00"], ["1.234,50", "de-DE", "1234.50"], ["1234.50", "de-DE", "1234.50"], ["9,999,999,999.99", "en-GB", "9999999999.99"],
  ])("reads_%s_in_%s_as_%s", (text, locale, value) => {
    expect(parseMoney(text, locale)).toEqual({ value });
  });

  it.each(["1.005", "12,5", "-4", "abc", "1e3"])("does_not_read_%s_as_an_amount", (text) => {
    expect(parseMoney(text, "en-GB")).toEqual({ unreadable: true });
  });
});
