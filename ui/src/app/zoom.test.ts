import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { connectTo } from "../ipc";
import { useZoom, zoom } from "./zoom";

const zoomed = vi.fn<(part: number) => void>();
const last = () => zoomed.mock.lastCall?.[0];

beforeEach(() => {
  localStorage.clear();
  zoomed.mockClear();
  connectTo({ call: () => Promise.resolve(null), listen: () => () => undefined, zoom: zoomed });
});
afterEach(() => connectTo(null));

function press(key: string, held: KeyboardEventInit = { ctrlKey: true }): void {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...held }));
}

it("grows_and_shrinks_in_steps_by_keys_and_goes_back_to_the_actual_size", async () => {
  renderHook(useZoom);
  for (const key of ["+", "=", "+", "+", "+"]) press(key);
  await vi.waitFor(() => expect(last()).toBe(2));
  press("-");
  await vi.waitFor(() => expect(last()).toBe(1.75));
  press("0");
  await vi.waitFor(() => expect(last()).toBe(1));
});

it("leaves_the_keys_alone_without_ctrl", () => {
  renderHook(useZoom);
  press("+", {});
  press("-", { ctrlKey: true, altKey: true });
  expect(localStorage.getItem("pfa.zoom")).toBeNull();
});

it("ends_at_the_largest_and_the_smallest", async () => {
  for (let at = 0; at < 20; at += 1) zoom(1);
  await vi.waitFor(() => expect(last()).toBe(3));
  for (let at = 0; at < 20; at += 1) zoom(-1);
  await vi.waitFor(() => expect(last()).toBe(0.5));
});

it("is_kept_for_the_next_start_and_nothing_strange_is_taken_over", async () => {
  zoom(1);
  await vi.waitFor(() => expect(last()).toBe(1.1));
  zoomed.mockClear();
  renderHook(useZoom).unmount();
  await vi.waitFor(() => expect(last()).toBe(1.1));
  zoomed.mockClear();
  localStorage.setItem("pfa.zoom", '"huge"');
  renderHook(useZoom).unmount();
  await Promise.resolve();
  expect(zoomed).not.toHaveBeenCalled();
});
