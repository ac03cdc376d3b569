// The one door to the application behind the window. No other module imports the Tauri API.

import { invoke, isTauri } from "@tauri-apps/api/core";
import { getCurrentWebviewWindow } from "@tauri-apps/api/webviewWindow";
import type { AppError, AppEvent, Commands } from "./bindings";

/** What answers commands: the application itself, or the browser twin. */
export interface Backend {
  call(command: keyof Commands, args: unknown): Promise<unknown>;
  listen(handler: (event: AppEvent) => void): () => void;
  /** Shows the page so many times as large. */
  zoom(part: number): void;
}

/** The error of a command, with the fields of `AppError`. */
export class CommandError extends Error implements AppError {
  readonly code: AppError["code"];
  readonly detail: string | null;
  readonly fields: AppError["fields"];
  readonly violations: AppError["violations"];
  readonly recordId: string | null;

  constructor(error: AppError) {
    super(error.message);
    this.name = "CommandError";
    this.code = error.code;
    this.detail = error.detail;
    this.fields = error.fields;
    this.violations = error.violations;
    this.recordId = error.recordId;
  }
}

/** Runs a command and answers its result; fails with a `CommandError`. */
export async function call<K extends keyof Commands>(
  command: K,
  args: Commands[K]["args"],
): Promise<Commands[K]["result"]> {
  const backend = await connected();
  try {
    return (await backend.call(command, args)) as Commands[K]["result"];
  } catch (error) {
    throw asAppError(error);
  }
}

/** Calls the handler with each event of the application; answers how to stop. */
export function onEvent(handler: (event: AppEvent) => void): () => void {
  let stop: (() => void) | null = null;
  let stopped = false;
  void connected().then((backend) => {
    if (!stopped) stop = backend.listen(handler);
  });
  return () => {
    stopped = true;
    stop?.();
  };
}

/** Shows the page so many times as large as it is made. */
export function zoomTo(part: number): void {
  void connected().then((backend) => backend.zoom(part));
}

/** Whether this is the window that the application started with, and not one opened beside it. */
export function isFirstWindow(): boolean {
  return !isTauri() || getCurrentWebviewWindow().label === "main";
}

/** Puts another backend in the application's place; null goes back to the usual one. */
export function connectTo(other: Backend | null): void {
  backend = other === null ? null : Promise.resolve(other);
}

/** Whatever was thrown, as a `CommandError`. */
export function asAppError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (isAppError(error)) return new CommandError(error);
  return new CommandError({
    code: "internal",
    message: "Something in the application went wrong. Your edits are kept.",
    detail: error instanceof Error ? error.message : String(error),
    fields: [],
    violations: [],
    recordId: null,
  });
}

let backend: Promise<Backend> | null = null;

function connected(): Promise<Backend> {
  backend ??= isTauri() ? Promise.resolve(application) : twin();
  return backend;
}

const application: Backend = {
  call: (command, args) => invoke(command, args as Record<string, unknown>),
  listen(handler) {
    // By its own name, so that it is not told of what it did itself.
    const registered = getCurrentWebviewWindow().listen<AppEvent>("pfa", (event) => handler(event.payload));
    return () => void registered.then((stop) => stop());
  },
  zoom: (part) => void getCurrentWebviewWindow().setZoom(part),
};

async function twin(): Promise<Backend> {
  if (import.meta.env.DEV || import.meta.env.MODE === "test") {
    const { twinFromAddress } = await import("./twin");
    return twinFromAddress(window.location.search);
  }
  throw new Error("This page runs inside PFA Vanguard only.");
}

function isAppError(error: unknown): error is AppError {
  return typeof error === "object" && error !== null && "code" in error && "message" in error && "violations" in error;
}
