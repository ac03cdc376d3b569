import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Boundary } from "./Boundary";

it("shows what broke and a way on instead of a blank window", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  let broken = true;
  function Screen() {
    if (broken) throw new RangeError("invalid language tag: C");
    return <p>Records</p>;
  }
  render(
    <Boundary>
      <Screen />
    </Boundary>,
  );
  expect(screen.getByRole("alert").textContent).toContain("RangeError: invalid language tag: C");
  broken = false;
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(screen.getByText("Records")).toBeTruthy();
});
