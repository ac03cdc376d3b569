import { screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { AppError } from "../../ipc";
import { renderWithTwin } from "../../ipc/testing/render";
import { BlockedScreen } from "./BlockedScreen";

const LOST: AppError = { code: "key_lost", message: "The key is not in the keyring.", detail: null, fields: [], violations: [], recordId: null };

it("takes the recovery code where the key is lost, and says what is wrong with a mistyped one", async () => {
  const onState = vi.fn();
  const { user, twin } = renderWithTwin(<BlockedScreen problem={LOST} onRetry={() => undefined} onState={onState} />);
  const { code } = (await twin.call("recovery_make", {})) as { code: string };
  twin.state.app = { ...twin.state.app, stage: "blocked", problem: LOST };
  const field = screen.getByRole("textbox", { name: "Recovery code" });
  await user.type(field, code.replace("7", "8"));
  await user.click(screen.getByRole("button", { name: "Open my data" }));
  expect((await screen.findByRole("alert")).textContent).toContain("mistyped");
  await user.clear(field);
  await user.type(field, code.toLowerCase());
  await user.click(screen.getByRole("button", { name: "Open my data" }));
  await waitFor(() => expect(onState).toHaveBeenCalledWith(expect.objectContaining({ problem: null })));
});

it("asks for no code where another thing stops the application", () => {
  renderWithTwin(<BlockedScreen problem={{ ...LOST, code: "disk_full" }} onRetry={() => undefined} onState={() => undefined} />);
  expect(screen.queryByRole("textbox")).toBeNull();
});
