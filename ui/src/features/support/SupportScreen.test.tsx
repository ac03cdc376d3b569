import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { useRead, type SettingView } from "../../ipc";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import type { Twin } from "../../ipc/twin";
import { Toasts } from "../../shared/Toast";
import { SupportScreen } from "./SupportScreen";

function Shown() {
  const state = useRead("app_state", {}).data;
  return state === undefined ? null : <SupportScreen state={state} />;
}

async function show(): Promise<Rendered> {
  const rendered = renderWithTwin(
    <>
      <Shown />
      <Toasts />
    </>,
  );
  await screen.findByRole("list", { name: "Findings" });
  return rendered;
}

const findings = () => within(screen.getByRole("list", { name: "Findings" })).getAllByRole("listitem");

/** Counts how often a command is given. */
function counting(twin: Twin, command: string): () => number {
  const { call } = twin;
  let times = 0;
  twin.call = (name, args) => {
    if (name === command) times += 1;
    return call(name, args);
  };
  return () => times;
}

it("says what is amiss first, with what helps", async () => {
  await show();
  expect(findings()[0]?.textContent).toContain("Clock: needs looking after");
  expect(findings()[0]?.textContent).toContain("Set the clock, or let the system keep it by a time server.");
  expect(screen.getByText("1 of 5 needs looking after.")).toBeTruthy();
});

it("says in German what is amiss and what helps, an error of PEMS's with its own words", async () => {
  const { german } = await import("../../shared/texts/de");
  const clock = { check: "clock", ok: false, what: "English", remedy: "English", took_ms: 1 } as const;
  expect(german.support.what({ ...clock, said: { type: "clock_behind", seconds: "640" }, help: "set_clock" })).toBe(
    "Die Uhr dieses Rechners geht 640 s nach der von PEMS.",
  );
  expect(german.support.remedy({ ...clock, said: { type: "serves" }, help: "set_clock" })).toContain("Stellen Sie die Uhr");
  expect(german.support.remedy({ ...clock, said: { type: "serves" }, help: null })).toBe("");
  expect(german.support.what({ ...clock, said: { type: "error", code: "offline", message: "https://pems: no route" }, help: null })).toBe(
    "PEMS ist nicht erreichbar. (https://pems: no route)",
  );
});

it("looks again when it is asked to", async () => {
  const { user, twin } = await show();
  const looks = counting(twin, "doctor");
  await user.click(screen.getByRole("button", { name: "Look again" }));
  await waitFor(() => expect(looks()).toBe(1));
});

it("copies the findings as text", async () => {
  const { user } = await show();
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(await navigator.clipboard.readText()).toContain(
    "Clock: needs looking after. This computer's clock is 640 s behind PEMS's. Set the clock, or let the system keep it by a time server.",
  );
});

it("shows all of a bundle before it is written, and then where it is", async () => {
  const { user, twin } = await show();
  const saves = counting(twin, "bundle_save");
  await user.click(screen.getByRole("button", { name: "Make a bundle…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Read what is in the bundle" }));
  expect((await dialog.findByRole("region", { name: "Content of about.json" })).textContent).toContain('"version": "0.1.0"');
  await user.click(dialog.getByRole("button", { name: /^doctor\.json/ }));
  expect(dialog.getByRole("region", { name: "Content of doctor.json" }).textContent).toContain("640 s behind");
  expect(saves()).toBe(0);
  await user.click(dialog.getByRole("button", { name: "Save the bundle" }));
  expect(await screen.findByText(/PFA Vanguard support 2026-06-12\.zip/)).toBeTruthy();
  expect(saves()).toBe(1);
  const shown = counting(twin, "unsent_show");
  await user.click(screen.getByRole("button", { name: "Show in folder" }));
  await waitFor(() => expect(shown()).toBe(1));
});

it("shows a long file in parts, to its end", async () => {
  const { user, twin } = await show();
  const { call } = twin;
  twin.call = async (command, args) =>
    command === "bundle_preview" ? { files: [{ name: "pfa.log", text: `${"x".repeat(70_000)} the end`, bytes: 70_008 }] } : call(command, args);
  await user.click(screen.getByRole("button", { name: "Make a bundle…" }));
  const content = await screen.findByRole("region", { name: "Content of pfa.log" });
  expect(content.textContent).not.toContain("the end");
  await user.click(within(content).getByRole("button", { name: "Show more" }));
  expect(content.textContent).toContain("the end");
});

it("saves another level of the log at once", async () => {
  const { user, twin } = await show();
  await user.selectOptions(await screen.findByRole("combobox", { name: "What the log says" }), "debug");
  await waitFor(() => expect(twin.state.settings.logLevel).toBe("debug"));
});

it("says who has set the level of the log where nobody here may", async () => {
  const rendered = renderWithTwin(<Shown />);
  const { call } = rendered.twin;
  rendered.twin.call = async (command, args) => {
    const answer = await call(command, args);
    if (command !== "setting_list") return answer;
    return (answer as SettingView[]).map((view) => (view.key === "logLevel" ? { ...view, layer: "policy", editable: false } : view));
  };
  expect(await screen.findByRole("combobox", { name: "What the log says" })).toHaveProperty("disabled", true);
  expect(screen.getByText("Set by your organization")).toBeTruthy();
});
