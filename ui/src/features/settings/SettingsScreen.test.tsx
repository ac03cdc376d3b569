import { screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import type { AppState, SettingView } from "../../ipc";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import type { Twin } from "../../ipc/twin";
import { SettingsScreen } from "./SettingsScreen";

async function show(prepare: (twin: Twin) => void = () => undefined): Promise<Rendered & { onState: ReturnType<typeof vi.fn>; onSignIn: ReturnType<typeof vi.fn> }> {
  const onState = vi.fn();
  const onSignIn = vi.fn();
  let state: AppState | null = null;
  const rendered = renderWithTwin(<Later state={() => state} onState={onState} onSignIn={onSignIn} />);
  prepare(rendered.twin);
  state = rendered.twin.state.app;
  await rendered.user.click(screen.getByRole("button", { name: "show" }));
  await screen.findByRole("textbox", { name: "Every" });
  return { ...rendered, onState, onSignIn };
}

type LaterProps = { state: () => AppState | null; onState: (state: AppState) => void; onSignIn: () => void };

function Later({ state, onState, onSignIn }: LaterProps) {
  const [shown, setShown] = useState<AppState | null>(null);
  return shown === null ? <button onClick={() => setShown(state())}>show</button> : <SettingsScreen state={shown} onState={onState} onSignIn={onSignIn} />;
}

it("saves what was changed", async () => {
  const { user, twin } = await show();
  const every = screen.getByRole("textbox", { name: "Every" });
  await user.clear(every);
  await user.type(every, "120");
  await user.selectOptions(screen.getByRole("combobox", { name: "Theme" }), "dark");
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  await waitFor(() => expect(twin.state.settings).toMatchObject({ intervalSeconds: 120, theme: "dark", batchSize: 100 }));
});

it.each(["", "0", "5", "3601", "12.5", "1e3", "-60"])("saves nothing while an interval is %j", async (text) => {
  const { user, twin } = await show();
  const every = screen.getByRole("textbox", { name: "Every" });
  await user.clear(every);
  if (text !== "") await user.type(every, text);
  expect(screen.getByText("A whole number from 10 to 3600.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Save changes" })).toHaveProperty("disabled", true);
  expect(twin.state.settings.intervalSeconds).toBe(60);
});

it("puts typed values back", async () => {
  const { user } = await show();
  const every = screen.getByRole("textbox", { name: "Every" });
  await user.type(every, "0");
  await user.click(screen.getByRole("button", { name: "Put back" }));
  expect(every).toHaveProperty("value", "60");
});

it("locks sync, with the reason, without manageSettings, but not how the window looks", async () => {
  const { user, twin } = await show((twin) => {
    for (const one of twin.state.app.session?.organizations ?? []) one.permissions = ["read"];
  });
  expect(screen.getAllByText(/A PEMS administrator can grant the permission manageSettings/).length).toBeGreaterThan(0);
  expect(screen.getByRole("textbox", { name: "Every" })).toHaveProperty("readOnly", true);
  await user.selectOptions(screen.getByRole("combobox", { name: "Theme" }), "contrast");
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  await waitFor(() => expect(twin.state.settings.theme).toBe("contrast"));
});

it("signs out only after a question", async () => {
  const { user, twin, onState } = await show();
  await user.click(screen.getByRole("button", { name: "Sign out" }));
  await user.click(await screen.findByRole("button", { name: "Stay" }));
  expect(onState).not.toHaveBeenCalled();
  expect(twin.state.app.signedIn).toBe(true);
  await user.click(screen.getByRole("button", { name: "Sign out" }));
  const [, confirm] = await screen.findAllByRole("button", { name: "Sign out", hidden: true });
  if (!confirm) throw new Error("no question");
  await user.click(confirm);
  await waitFor(() => expect(onState).toHaveBeenCalledWith(expect.objectContaining({ stage: "first_run" })));
});

it("leads to the sign-in when PEMS does not accept the kept one any more", async () => {
  const { user, onSignIn } = await show((twin) => {
    twin.state.app = { ...twin.state.app, signedIn: false };
  });
  await user.click(screen.getByRole("button", { name: "Sign in again" }));
  expect(onSignIn).toHaveBeenCalledOnce();
});

it("shows what the organization has set, where, and lets nobody change it", async () => {
  await show((twin) => {
    const { call } = twin;
    twin.call = async (command, args) => {
      const answer = await call(command, args);
      if (command !== "setting_list") return answer;
      return (answer as SettingView[]).map((view) =>
        view.key === "batchSize" ? { ...view, layer: "policy", source: "/etc/pfa-vanguard/policy.json", editable: false, why: "It is set by policy." } : view,
      );
    };
  });
  expect(screen.getByRole("textbox", { name: "Records in one cycle" })).toHaveProperty("readOnly", true);
  expect(screen.getByRole("textbox", { name: "Every" })).toHaveProperty("readOnly", false);
  expect(screen.getByRole("button", { name: /Records in one cycle: Set by your organization, in .etc.pfa-vanguard.policy.json/ })).toBeTruthy();
});

it("puts a value of one's own back to the default", async () => {
  const { user, twin } = await show((twin) => {
    twin.state.settings = { ...twin.state.settings, intervalSeconds: 300 };
  });
  await user.click(screen.getByRole("button", { name: "Back to the default: Every" }));
  await waitFor(() => expect(screen.getByRole("textbox", { name: "Every" })).toHaveProperty("value", "60"));
  expect(twin.state.settings.intervalSeconds).toBe(60);
});

it("asks for what a proxy needs only in its mode, and saves hosts as a list", async () => {
  const { user, twin } = await show();
  expect(screen.queryByRole("textbox", { name: "Address of the proxy" })).toBeNull();
  await user.selectOptions(screen.getByRole("combobox", { name: "Proxy" }), "manual");
  await user.type(screen.getByRole("textbox", { name: "Address of the proxy" }), "http://proxy.example:8080");
  await user.type(screen.getByRole("textbox", { name: "Straight to these hosts" }), "localhost, .example.org");
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  await waitFor(() =>
    expect(twin.state.settings).toMatchObject({ proxyMode: "manual", proxyAddress: "http://proxy.example:8080", proxyBypass: ["localhost", ".example.org"] }),
  );
});

it("gives the password of a proxy to the keyring, and shows it nowhere", async () => {
  const { user, twin } = await show();
  const given: unknown[] = [];
  const { call } = twin;
  twin.call = (command, args) => {
    if (command === "proxy_sign_in" || command === "proxy_sign_out") given.push([command, args]);
    return call(command, args);
  };
  await user.click(screen.getByRole("button", { name: "Password for the proxy…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Sign in to the proxy" }));
  await user.type(dialog.getByRole("textbox", { name: "User" }), "ann");
  const password = dialog.getByLabelText("Password");
  expect(password.getAttribute("type")).toBe("password");
  expect(dialog.getByRole("button", { name: "Keep it" })).toHaveProperty("disabled", true);
  await user.type(password, "planted");
  await user.click(dialog.getByRole("button", { name: "Keep it" }));
  await waitFor(() => expect(given).toEqual([["proxy_sign_in", { user: "ann", password: "planted" }]]));
  await waitFor(() => expect(screen.getByRole("textbox", { name: "User at the proxy" })).toHaveProperty("value", "ann"));
  expect(document.body.innerHTML).not.toContain("planted");
  await user.click(screen.getByRole("button", { name: "Forget it" }));
  await waitFor(() => expect(screen.getByRole("textbox", { name: "User at the proxy" })).toHaveProperty("value", ""));
});

it("takes no sign-in to a proxy while other settings wait to be saved", async () => {
  const { user } = await show();
  await user.type(screen.getByRole("textbox", { name: "User at the proxy" }), "x");
  expect(screen.getByRole("button", { name: "Password for the proxy…" })).toHaveProperty("disabled", true);
});
