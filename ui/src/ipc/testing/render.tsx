// Renders a screen against a twin of its own.

import { QueryClientProvider } from "@tanstack/react-query";
import { render, type RenderResult } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import type { ReactNode } from "react";
import { connectTo } from "../client";
import { createQueryClient } from "../queries";
import { createTwin, type Twin, type TwinOptions } from "../twin";

export type Rendered = RenderResult & { twin: Twin; user: UserEvent };

/** Renders with a fresh twin, 30 records unless told otherwise, that the test can look into. */
export function renderWithTwin(screen: ReactNode, options: TwinOptions = {}): Rendered {
  const twin = createTwin({ records: 30, now: () => "2026-06-12T12:00:00Z", ...options });
  connectTo(twin);
  const client = createQueryClient();
  const rendered = render(<QueryClientProvider client={client}>{screen}</QueryClientProvider>);
  return { ...rendered, twin, user: userEvent.setup() };
}
