import { describe, expect, it } from "vitest";
import { systemLocale } from "./locale";

describe("the system's locale", () => {
  it("is the first that Intl knows", () => {
    expect(systemLocale(["C", "de-DE", "en"])).toBe("de-DE");
  });

  it("is English on a system without one", () => {
    expect(systemLocale(["C"])).toBe("en");
    expect(systemLocale(["POSIX", ""])).toBe("en");
    expect(systemLocale([])).toBe("en");
  });
});
