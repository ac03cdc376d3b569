import { afterEach, describe, expect, it, vi } from "vitest";
import { chooseLanguage, chosenLanguage, windowLanguage } from "./language";
import { systemLocale } from "./locale";
import { parseDate, parseMoney } from "./parse";
import { speak, texts } from "./texts";
import { german } from "./texts/de";

const english = texts;
afterEach(() => speak(english));

describe("the language of the window", () => {
  it("is the system's where there is a catalogue for it, else English", () => {
    expect(windowLanguage("system", ["de-AT", "en"])).toBe("de");
    expect(windowLanguage("system", ["fr-FR", "de"])).toBe("de");
    expect(windowLanguage("system", ["fr-FR"])).toBe("en");
    expect(windowLanguage("de", ["en-US"])).toBe("de");
  });

  it("is kept, and dates and amounts are written its way", () => {
    expect(chosenLanguage()).toBe("system");
    chooseLanguage("de");
    expect(chosenLanguage()).toBe("de");
    expect(systemLocale(["en-GB", "de-CH"])).toBe("de-CH");
    expect(systemLocale(["en-GB"])).toBe("de");
    expect(parseDate("31.10.26", "2026-06-12", "de")).toEqual({ value: "2026-10-31" });
    expect(parseMoney("28.500,5", "de")).toEqual({ value: "28500.50" });
  });
});

describe("a catalogue", () => {
  const leaves = (part: unknown, path = ""): [string, unknown][] =>
    typeof part === "object" && part !== null ? Object.entries(part).flatMap(([key, value]) => leaves(value, `${path}.${key}`)) : [[path, part]];

  it("has every text of the other and no text that was left in English", () => {
    const [de, en] = [new Map(leaves(german)), new Map(leaves(english))];
    expect([...de.keys()].sort()).toEqual([...en.keys()].sort());
    const same = [...en].filter(([path, text]) => typeof text === "string" && / /.test(text) && de.get(path) === text).map(([path]) => path);
    expect(same).toEqual([".common.product", ".firstrun.product"]);
  });

  it("is spoken by what is loaded after it", async () => {
    speak(german);
    vi.resetModules();
    const { texts: fresh, speak: speakFresh } = await import("./texts");
    speakFresh({ ...fresh, app: { ...fresh.app, grid: "Tabelle" } });
    expect((await import("./texts")).texts.app.grid).toBe("Tabelle");
    expect(texts.app.grid).toBe("Tabelle");
  });
});
