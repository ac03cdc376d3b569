import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { asAppError, type Approval } from "../ipc";
import { renderWithTwin } from "../ipc/testing/render";
import { refuse } from "../ipc/twin/state";
import { useApproval } from "./Approval";

type Act = (approval: Approval | null) => Promise<string>;

function Decision({ act }: { act: Act }) {
  const { dialog, decide } = useApproval();
  const [came, setCame] = useState("");
  const go = () => void decide(act).then(setCame, (thrown: unknown) => setCame(asAppError(thrown).code));
  return (
    <>
      <button onClick={go}>decide</button>
      <output>{came}</output>
      {dialog}
    </>
  );
}

function show(act: Act) {
  const spy = vi.fn(act);
  return { ...renderWithTwin(<Decision act={spy} />), act: spy, came: () => document.querySelector("output")?.textContent };
}

const needed: Act = async (approval) => {
  if (approval === null) throw refuse("approval_needed", "It moves the variance by more than 50,000.00.");
  if (approval.secret !== "right") throw refuse("sign_in_refused", "PEMS refused the sign-in.");
  return approval.user;
};

async function sign(user: ReturnType<typeof show>["user"], secret: string) {
  await user.type(await screen.findByLabelText("Their password"), secret);
  await user.click(screen.getByRole("button", { name: "Approve" }));
}

it("asks nobody where the decision is one's own", async () => {
  const { user, came, act } = show(() => Promise.resolve("done"));
  await user.click(screen.getByRole("button", { name: "decide" }));
  await waitFor(() => expect(came()).toBe("done"));
  expect(act.mock.calls).toEqual([[null]]);
});

it("decides with a second person's sign-in, and asks again where it is refused", async () => {
  const { user, came } = show(needed);
  await user.click(screen.getByRole("button", { name: "decide" }));
  await user.type(await screen.findByLabelText("Their user"), "lee.chen");
  expect(screen.getByText("It moves the variance by more than 50,000.00.")).toBeTruthy();
  await sign(user, "wrong");
  expect((await screen.findByRole("alert")).textContent).toBe("PEMS refused the sign-in.");
  expect(screen.getByLabelText("Their password")).toHaveProperty("value", "");
  await sign(user, "right");
  await waitFor(() => expect(came()).toBe("lee.chen"));
  expect(screen.queryByRole("alertdialog")).toBeNull();
});

it("decides nothing where nobody approves", async () => {
  const { user, came, act } = show(needed);
  await user.click(screen.getByRole("button", { name: "decide" }));
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(came()).toBe("approval_needed"));
  expect(act).toHaveBeenCalledTimes(1);
});

it("gives a decision that holds no more back to whoever made it", async () => {
  const { user, came } = show(async (approval) => {
    throw approval === null ? refuse("approval_needed", "Ask.") : refuse("conflict_changed", "It changed.");
  });
  await user.click(screen.getByRole("button", { name: "decide" }));
  await user.type(await screen.findByLabelText("Their user"), "lee.chen");
  await sign(user, "right");
  await waitFor(() => expect(came()).toBe("conflict_changed"));
  expect(screen.queryByRole("alertdialog")).toBeNull();
});
