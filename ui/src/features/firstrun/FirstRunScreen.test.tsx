import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { AppState, Commands } from "../../ipc";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import { BlockedScreen } from "./BlockedScreen";
import { FirstRunScreen } from "./FirstRunScreen";
import { problemsOf, startFrom } from "./input";

const STATE: AppState = { stage: "first_run", session: null, signedIn: false, problem: null, version: "1.0.0" };

function show(state: AppState = STATE): Rendered & { onState: ReturnType<typeof vi.fn>; asked: Commands["sign_in"]["args"][] } {
  const onState = vi.fn();
  const rendered = renderWithTwin(<FirstRunScreen state={state} onState={onState} />, { stage: "first_run" });
  const asked: Commands["sign_in"]["args"][] = [];
  const { call } = rendered.twin;
  rendered.twin.call = (command, args) => {
    if (command === "sign_in") asked.push(args as Commands["sign_in"]["args"]);
    return call(command, args);
  };
  return { ...rendered, onState, asked };
}

async function fill({ user }: Rendered, address: string, secret = "key-1") {
  const write = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
  write(screen.getByRole("textbox", { name: "PEMS address" }), address);
  write(screen.getByRole("textbox", { name: "Tenant" }), "RIOPRJ");
  write(screen.getByRole("textbox", { name: "Organization" }), "rio");
  write(screen.getByLabelText("API key"), secret);
  await user.click(screen.getByRole("button", { name: "Sign in and pull records" }));
}

describe("signing in", () => {
  it("asks PEMS with what was typed and hands the state on", async () => {
    const shown = show();
    await fill(shown, "https://pems.example/axis/restservices");
    await waitFor(() => expect(shown.onState).toHaveBeenCalledWith(expect.objectContaining({ stage: "ready", signedIn: true })));
    expect(shown.asked).toEqual([
      {
        request: {
          pems: "https://pems.example/axis/restservices", tenant: "RIOPRJ", organization: "RIO", user: null, secretKind: "apiKey", secret: "key-1",
          caFile: null,
        },
      },
    ]);
  });

  it("asks nobody while something is missing, and goes to the first field", async () => {
    const { user, asked } = show();
    await user.click(screen.getByRole("button", { name: "Sign in and pull records" }));
    expect(screen.getByText("Say where PEMS is.")).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "PEMS address" })));
    expect(asked).toEqual([]);
  });

  it("forgets the secret when the kind of secret changes", async () => {
    const { user } = show();
    await user.type(screen.getByLabelText("API key"), "key-1");
    await user.click(screen.getByRole("radio", { name: "User and password" }));
    expect(screen.getByLabelText("Password")).toHaveProperty("value", "");
  });

  it("hides the secret until it is asked to show it", async () => {
    const { user } = show();
    expect(screen.getByLabelText("API key")).toHaveProperty("type", "password");
    await user.click(screen.getByRole("button", { name: "Show what is typed" }));
    expect(screen.getByLabelText("API key")).toHaveProperty("type", "text");
  });

  it.each([
    ["https://untrusted.example", "This computer does not trust the certificate of untrusted.example."],
    ["https://away.example", "away.example cannot be reached."],
    ["https://slow.example", "slow.example did not answer in time."],
    ["https://down.example", "down.example is down for the moment."],
    ["https://captive.example", "What answers at captive.example is not PEMS."],
    ["https://locked.example", "No keyring to keep the sign-in."],
  ])("says in place what went wrong at %s and keeps what was typed", async (address, title) => {
    const shown = show();
    await fill(shown, address);
    expect((await screen.findByRole("alert")).textContent).toContain(title);
    expect(screen.getByRole("textbox", { name: "PEMS address" })).toHaveProperty("value", address);
    expect(screen.getByLabelText("API key")).toHaveProperty("value", "key-1");
    expect(shown.onState).not.toHaveBeenCalled();
    await shown.user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(shown.asked).toHaveLength(2));
  });

  it("says when PEMS does not accept the sign-in", async () => {
    const shown = show();
    await fill(shown, "https://pems.example", "wrong");
    expect((await screen.findByRole("alert")).textContent).toContain("PEMS did not accept this sign-in.");
  });

  it("leads from an untrusted certificate to the CA file, and sends its path", async () => {
    const shown = show();
    await fill(shown, "https://untrusted.example");
    await shown.user.click(await screen.findByRole("button", { name: "Add CA file…" }));
    await shown.user.type(screen.getByRole("textbox", { name: "CA file" }), "/etc/ssl/company.pem");
    await shown.user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(shown.asked.at(-1)?.request.caFile).toBe("/etc/ssl/company.pem"));
  });

  it("opens the sample without any sign-in", async () => {
    const { user, onState, asked } = show();
    await user.click(screen.getByRole("button", { name: "Open the sample" }));
    await waitFor(() => expect(onState).toHaveBeenCalledWith(expect.objectContaining({ stage: "ready" })));
    expect(asked).toEqual([]);
  });
});

describe("an address", () => {
  const at = (pems: string) => problemsOf({ ...startFrom(null), pems, tenant: "T", organization: "O", secret: "s" }).pems;

  it.each(["https://pems.example/axis", "http://localhost:8080/x", "http://127.0.0.1:1/x", "http://[::1]:80/"])("may be %s", (address) => {
    expect(at(address)).toBeUndefined();
  });

  it.each(["http://pems.example", "http://127.0.0.1.example.com", "pems.example", "ftp://pems.example", "javascript:alert(1)"])("may not be %s", (address) => {
    expect(at(address)).toBeTypeOf("string");
  });
});

it("wants a user beside a password, not beside an API key", () => {
  const input = { ...startFrom(null), pems: "https://p.example", tenant: "T", organization: "O", secret: "s" };
  expect(problemsOf({ ...input, secretKind: "apiKey" })).toEqual({});
  expect(problemsOf({ ...input, secretKind: "password" })).toHaveProperty("user");
});

it("says of a database from a newer version that it was left untouched, and tries again on demand", async () => {
  const onRetry = vi.fn();
  const problem = { code: "newer_database" as const, message: "schema 9", detail: null, fields: [], violations: [], recordId: null };
  const { user } = renderWithTwin(<BlockedScreen problem={problem} onRetry={onRetry} onState={() => undefined} />);
  expect(screen.getByText(/left untouched/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(onRetry).toHaveBeenCalledOnce();
});

it("offers the unsent changes of a database that does not open, and not where its key is out of reach", () => {
  const problem = { code: "damaged_database" as const, message: "It is damaged.", detail: null, fields: [], violations: [], recordId: null };
  const { unmount } = renderWithTwin(<BlockedScreen problem={problem} onRetry={() => undefined} onState={() => undefined} />);
  screen.getByRole("button", { name: "Export unsent changes…" });
  unmount();
  renderWithTwin(<BlockedScreen problem={{ ...problem, code: "keyring" }} onRetry={() => undefined} onState={() => undefined} />);
  expect(screen.queryByRole("button", { name: "Export unsent changes…" })).toBeNull();
});

it("says what is wrong with a key file, and not that a keyring is missing", () => {
  const message = "/home/maria/key was tampered with or is damaged: it is not JSON.";
  const problem = { code: "key_file" as const, message, detail: null, fields: [], violations: [], recordId: null };
  renderWithTwin(<BlockedScreen problem={problem} onRetry={() => undefined} onState={() => undefined} />);
  screen.getByText(`${message} The key of your local data lies there; the data is untouched.`);
  expect(screen.queryByText(/Secret Service/)).toBeNull();
});

it("offers the unsent changes of whoever is signed out", () => {
  const { twin } = renderWithTwin(null);
  const { session } = twin.state.app;
  show({ ...STATE, session });
  screen.getByRole("button", { name: "Export unsent changes…" });
});
