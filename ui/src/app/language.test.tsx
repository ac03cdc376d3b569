import { waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { useRead, type Settings } from "../ipc";
import { renderWithTwin } from "../ipc/testing/render";
import { chooseLanguage, chosenLanguage } from "../shared/language";
import { useLanguage } from "./language";

function Following({ startAnew }: { startAnew: () => void }) {
  useLanguage(true, startAnew);
  return <output>{useRead("settings_show", {}).data?.language}</output>;
}

async function follow(language: Settings["language"]): Promise<ReturnType<typeof vi.fn<() => void>>> {
  const startAnew = vi.fn<() => void>();
  const { twin } = renderWithTwin(<Following startAnew={startAnew} />);
  twin.state.settings = { ...twin.state.settings, language };
  await waitFor(() => expect(document.querySelector("output")?.textContent).toBe(language));
  return startAnew;
}

it("starts anew in the language that the settings name", async () => {
  const startAnew = await follow("de");
  expect(startAnew).toHaveBeenCalledOnce();
  expect(chosenLanguage()).toBe("de");
});

it("stays where the language is the one spoken already", async () => {
  expect(await follow("en")).not.toHaveBeenCalled();
  expect(chosenLanguage()).toBe("en");
});

it("goes back to the system's where nobody names one any more", async () => {
  chooseLanguage("de");
  expect(await follow("system")).toHaveBeenCalledOnce();
  expect(chosenLanguage()).toBe("system");
});
