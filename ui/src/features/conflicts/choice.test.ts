import { describe, expect, it } from "vitest";
import type { ConflictDetail, ConflictField, Field, Violation } from "../../ipc";
import {
  brokenGroups, canType, pickable, sections, toChoice, unchosen, undecided, withGroup, withGroupTyped, withoutTyped, withPick, withStrategy, withTyped,
} from "./choice";

const NO_COST = { plan: null, forecast: null, actual: null, variance: null };

function row(field: Field, side: ConflictField["side"], group: ConflictField["group"] = null): ConflictField {
  return { field, side, group, base: "base", mine: side === "pems" ? "base" : "mine", pems: side === "mine" ? "base" : "pems" };
}

function conflict(rows: ConflictField[], fields: Field[], rule: Violation | null = null): ConflictDetail {
  return {
    id: "c", pfaId: "RIO-1", description: null, fields, rule, openedAt: "", pemsChangedBy: "jane.smith", status: "open", resolvedBy: null,
    resolvedAt: null, rows, model: null, areaSilo: null, baseVersion: 1, pemsVersion: 2, pemsChangedAt: null, draftedAt: "", mineCost: NO_COST,
    pemsCost: NO_COST,
  };
}

const bothChanged = conflict(
  [row("forecastStart", "both", "forecast"), row("forecastEnd", "pems", "forecast"), row("equipment", "both"), row("contract", "mine"), row("model", "same")],
  ["forecastStart", "equipment"],
);
const rule: Violation = { rule: 1, fields: ["forecastStart", "forecastEnd"], message: "The forecast end is before its start." };
const ruleBroken = conflict(
  [
    { ...row("forecastStart", "mine", "forecast"), side: "both" },
    { ...row("forecastEnd", "pems", "forecast"), side: "both" },
    row("manufacturer", "pems"),
  ],
  ["forecastStart", "forecastEnd"],
  rule,
);

describe("what gets a picker", () => {
  it("is each conflicting field and no other, also of its group", () => {
    expect(pickable(bothChanged).map((one) => one.field)).toEqual(["forecastStart", "equipment"]);
  });

  it("puts fields that break a rule first, then both, one side, the same", () => {
    expect(sections(ruleBroken).together.map((one) => one.field)).toEqual(["forecastStart", "forecastEnd"]);
    const found = sections(bothChanged);
    expect(found.both.map((one) => one.field)).toEqual(["forecastStart", "equipment"]);
    expect(found.oneSide.map((one) => one.field)).toEqual(["forecastEnd", "contract"]);
    expect(found.same.map((one) => one.field)).toEqual(["model"]);
  });
});

describe("a choice", () => {
  it("starts as a merge in which what both changed is unchosen", () => {
    const start = undecided(bothChanged);
    expect(start).toEqual({ strategy: "merge", picks: {}, typed: {} });
    expect(unchosen(bothChanged, start).map((one) => one.field)).toEqual(["forecastStart", "equipment"]);
  });

  it("starts with each side's own change where only the two together break a rule", () => {
    expect(undecided(ruleBroken).picks).toEqual({ forecastStart: "mine", forecastEnd: "pems" });
  });

  it.each(["mine", "pems"] as const)("of %s sets every picker and is sent as the strategy alone", (strategy) => {
    const chosen = withStrategy(bothChanged, undecided(bothChanged), strategy);
    expect(chosen.picks).toEqual({ forecastStart: strategy, equipment: strategy });
    expect(toChoice(chosen)).toEqual({ strategy, picks: {}, typed: {} });
  });

  it("becomes a merge that keeps the other pickers when one is changed", () => {
    const chosen = withPick(withStrategy(bothChanged, undecided(bothChanged), "mine"), "equipment", "pems");
    expect(toChoice(chosen)).toEqual({ strategy: "merge", picks: { forecastStart: "mine", equipment: "pems" }, typed: {} });
  });

  it("stays the strategy when a picker is set to what it is", () => {
    const mine = withStrategy(bothChanged, undecided(bothChanged), "mine");
    expect(withPick(mine, "equipment", "mine")).toBe(mine);
  });

  it("takes a whole group from one side and leaves the other fields", () => {
    expect(withGroup(ruleBroken, undecided(ruleBroken), "forecast", "pems").picks).toEqual({ forecastStart: "pems", forecastEnd: "pems" });
    const chosen = withGroup(bothChanged, withPick(undecided(bothChanged), "equipment", "mine"), "forecast", "pems");
    expect(chosen.picks).toEqual({ forecastStart: "pems", equipment: "mine" });
  });
});

describe("a typed value", () => {
  it("takes the place of a side, is sent as the value that it stands for, and makes way for a side again", () => {
    const typed = withTyped(withStrategy(bothChanged, undecided(bothChanged), "mine"), "forecastStart", " 15 Jul 2026 ");
    expect(unchosen(bothChanged, typed)).toEqual([]);
    expect(toChoice(typed)).toEqual({ strategy: "merge", picks: { equipment: "mine" }, typed: { forecastStart: "2026-07-15" } });
    expect(toChoice(withPick(typed, "forecastStart", "pems")).typed).toEqual({});
    expect(unchosen(bothChanged, withoutTyped(typed, "forecastStart")).map((one) => one.field)).toEqual(["forecastStart"]);
  });

  it("that cannot be read goes as it is, so that it is refused by name; an empty one clears", () => {
    const odd = withTyped(withTyped(undecided(bothChanged), "forecastStart", "soon"), "equipment", " ");
    expect(toChoice(odd).typed).toEqual({ forecastStart: "soon", equipment: null });
  });

  it("is opened for a whole group at once, keeping what was typed", () => {
    const one = withTyped(undecided(ruleBroken), "forecastEnd", "1 Aug 2026");
    const both = withGroupTyped(ruleBroken, one, "forecast", (row) => `of ${row.field}`);
    expect(both.typed).toEqual({ forecastStart: "of forecastStart", forecastEnd: "1 Aug 2026" });
    expect(both.picks).toEqual({});
  });

  it("cannot be typed where both of two words are offered already", () => {
    expect((["source", "dor", "isDiscontinued", "model", "monthlyRate", "actualEnd"] as const).filter(canType)).toEqual(["model", "monthlyRate", "actualEnd"]);
  });
});

describe("a broken rule", () => {
  it("names the groups of its fields", () => {
    expect(brokenGroups(ruleBroken, [rule])).toEqual(["forecast"]);
  });

  it("names no group where its fields have no picker", () => {
    expect(brokenGroups(bothChanged, [{ rule: 2, fields: ["monthlyRate"], message: "" }])).toEqual([]);
  });
});
