import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Fetches what the page loads once it knows its language while it reads its first lines. */
function fetchedAhead(name: string): Plugin {
  return {
    name: "fetched-ahead",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const chunk = Object.values(bundle ?? {}).find((file) => file.type === "chunk" && file.name === name);
        if (chunk?.type !== "chunk") throw new Error(`nothing is built as ${name}`);
        const styles = [...(chunk.viteMetadata?.importedCss ?? [])];
        return [
          { rel: "modulepreload", href: `/${chunk.fileName}` },
          ...styles.map((file) => ({ rel: "stylesheet", href: `/${file}` })),
        ].map((attrs) => ({ tag: "link", attrs: { crossorigin: true, ...attrs }, injectTo: "head" as const }));
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), fetchedAhead("start")],
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  // The window is WebKit 2.50 on Linux, WebView2 on Windows and Safari 16 or later on macOS.
  // Nothing is inlined: the content policy allows files of the application only.
  build: { target: ["safari16", "chrome111"], assetsInlineLimit: 0 },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/ipc/testing/setup.ts"],
    restoreMocks: true,
    // A test waits for what it looks for; a machine that builds beside it is slow.
    testTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/**"],
      // Made from the Rust types, stands in for Tauri in tests, or starts the window: journeys run the last.
      exclude: ["src/ipc/bindings.ts", "src/ipc/testing/**", "src/ipc/twin/**", "src/**/*.test.*", "src/app/main.tsx"],
      reporter: ["text-summary"],
      thresholds: { lines: 80 },
    },
  },
});
