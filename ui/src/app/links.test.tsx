import { render, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { connectTo } from "../ipc/client";
import { createTwin } from "../ipc/twin";
import { renderWithTwin } from "../ipc/testing/render";
import { useLinks } from "./links";

function Window({ onOpen }: { onOpen: (pfaId: string) => void }) {
  useLinks(onOpen);
  return null;
}

it("opens the record of the link that started the application, once", async () => {
  const twin = createTwin();
  twin.state.link = "RIO-10442";
  connectTo(twin);
  const onOpen = vi.fn();
  render(<Window onOpen={onOpen} />);
  await waitFor(() => expect(onOpen).toHaveBeenCalledWith("RIO-10442"));
  expect(twin.state.link).toBeNull();
});

it("opens the record of a link that comes later", async () => {
  const onOpen = vi.fn();
  const { twin } = renderWithTwin(<Window onOpen={onOpen} />);
  await waitFor(() => {
    twin.state.link = "RIO-10443";
    twin.state.emit({ type: "OPEN" });
    expect(onOpen).toHaveBeenCalledWith("RIO-10443");
  });
});
