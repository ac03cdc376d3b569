// Before each test file: what jsdom lacks, and an English locale whatever the machine's.

import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { connectTo } from "../client";

Object.defineProperty(navigator, "language", { value: "en-GB", configurable: true });
Object.defineProperty(navigator, "languages", { value: ["en-GB"], configurable: true });
Object.defineProperty(window, "matchMedia", {
  configurable: true,
  value: (query: string) => ({
    matches: false, media: query, onchange: null,
    addEventListener: () => undefined, removeEventListener: () => undefined,
    addListener: () => undefined, removeListener: () => undefined, dispatchEvent: () => false,
  }),
});
// react-aria looks elements up by a selector; jsdom has no CSS.escape.
globalThis.CSS ??= { escape: (text: string) => text.replace(/[^\w-]/g, "\\$&") } as typeof CSS;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

Blob.prototype.arrayBuffer ??= function (this: Blob): Promise<ArrayBuffer> {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as ArrayBuffer);
    reader.readAsArrayBuffer(this);
  });
};

// Nothing here is timed: on a busy machine a test waits longer for what it waits for.
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 60_000 });

Element.prototype.scrollTo = function (this: Element, to?: ScrollToOptions | number) {
  if (typeof to !== "object") return;
  if (to.top !== undefined) this.scrollTop = to.top;
  if (to.left !== undefined) this.scrollLeft = to.left;
  this.dispatchEvent(new Event("scroll"));
} as typeof Element.prototype.scrollTo;

afterEach(() => {
  cleanup();
  connectTo(null);
  localStorage.clear();
});
