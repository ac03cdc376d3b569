// Every message from the window to the application passes here, in a frame of its own that the window's content
// cannot reach into: what is no call of the application's commands, or of the four of Tauri's that the window may
// use, goes no further.
const COMMAND = /^[a-z][a-z_]{2,63}$/;
const OF_TAURI = ["plugin:event|listen", "plugin:event|unlisten", "plugin:webview|print", "plugin:webview|set_webview_zoom"];
// An import is a file of 32 MB at the most, as text.
const LONGEST = 48 * 1024 * 1024;

window.__TAURI_ISOLATION_HOOK__ = (message) => (allowed(message) ? message : { ...message, cmd: "refused", payload: null });

/** What is not allowed is sent on as a command that does not exist, so that whoever asked is told. */
function allowed({ cmd, payload }) {
  if (typeof cmd !== "string" || !(COMMAND.test(cmd) || OF_TAURI.includes(cmd))) return false;
  return JSON.stringify(payload ?? null).length <= LONGEST;
}
