import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useFollowed } from "./useFollowed";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("follows a single change at once, and of many in a row the last once it rests", () => {
  const { result, rerender } = renderHook(({ value }) => useFollowed(value, 100), { initialProps: { value: "a" } });
  rerender({ value: "b" });
  expect(result.current).toBe("b");
  for (const value of ["c", "d", "e"]) {
    act(() => void vi.advanceTimersByTime(60));
    rerender({ value });
    expect(result.current).toBe("b");
  }
  act(() => void vi.advanceTimersByTime(100));
  expect(result.current).toBe("e");
  act(() => void vi.advanceTimersByTime(500));
  rerender({ value: "f" });
  expect(result.current).toBe("f");
});
