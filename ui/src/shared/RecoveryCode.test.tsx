import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { renderWithTwin } from "../ipc/testing/render";
import { RecoveryNotice } from "./RecoveryCode";

it("asks for the recovery code until its last group is typed as it was shown", async () => {
  const { user, twin } = renderWithTwin(<RecoveryNotice />);
  await user.click(await screen.findByRole("button", { name: "Show the code…" }));
  await user.click(await screen.findByRole("button", { name: "Show the code" }));
  const code = (await screen.findByRole("status", { name: "Your recovery code" })).textContent;
  const field = screen.getByRole("textbox", { name: "Last group of the code" });
  await user.type(field, "AAAAA");
  await user.click(screen.getByRole("button", { name: "I have it" }));
  await screen.findByText(/ends otherwise/);
  await user.clear(field);
  await user.type(field, code.slice(-5));
  await user.click(screen.getByRole("button", { name: "I have it" }));
  await waitFor(() => expect(screen.queryByText("Write down your recovery code.")).toBeNull());
  expect(await twin.call("recovery_state", {})).toMatchObject({ shown: true });
});
