import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
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
