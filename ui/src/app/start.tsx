// The window, once its language is there.

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { I18nProvider } from "react-aria-components";
import { createRoot } from "react-dom/client";
import { createQueryClient, followEvents } from "../ipc";
import { systemLocale } from "../shared/locale";
import { App } from "./App";
import { Boundary } from "./Boundary";

/** Shows the window in an element of the page. */
export function start(root: HTMLElement): void {
  const client = createQueryClient();
  followEvents(client);
  createRoot(root).render(
    <StrictMode>
      <I18nProvider locale={systemLocale()}>
        <QueryClientProvider client={client}>
          <Boundary>
            <App />
          </Boundary>
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  );
}
