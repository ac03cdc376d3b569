// The twin's sign-in, sample and settings. The host name of the address decides how a sign-in ends:
// untrusted.*, away.*, captive.*, slow.*, down.*; the secret "wrong" is refused.

import type { AppState, ErrorCode, SessionView, SettingKey } from "../bindings";
import { DEFAULT_SETTINGS } from "./settings";
import { changed, refuse, type Handlers, type TwinState } from "./state";

export const handlers: Handlers = {
  app_state: (state) => state.app,
  link_take(state) {
    const { link } = state;
    state.link = null;
    return link;
  },
  sign_in(state, { request }) {
    const ending = ENDINGS.find(([start]) => hostOf(request.pems).startsWith(start));
    if (ending) throw refuse(ending[1], ending[2], { detail: ending[3] });
    if (request.secret === "wrong") throw refuse("sign_in_refused", "PEMS did not accept this sign-in.", { detail: "401" });
    return opened(state, {
      pems: request.pems, tenant: request.tenant, userId: request.user ?? "maria.ortiz", organization: request.organization, sample: false,
    });
  },
  sign_out: (state) => closed(state),
  window_open() {
    throw refuse("invalid", "Another tab of a browser has records of its own.");
  },
  sample_open: (state) =>
    opened(state, { pems: "http://127.0.0.1/axis/restservices", tenant: "SAMPLE", userId: "maria.ortiz", organization: "RIO", sample: true }),
  sample_leave: (state) => closed(state),
  organization_select(state, { organization }) {
    const session = state.app.session;
    if (!session?.organizations.some((one) => one.code === organization)) throw refuse("forbidden", "You may not open this organization.");
    state.app = { ...state.app, session: { ...session, organization } };
    return state.app;
  },
  settings_show: (state) => state.settings,
  setting_list: (state) =>
    (Object.keys(DEFAULT_SETTINGS) as SettingKey[]).map((key) => ({
      key, value: state.settings[key], source: null, ...lockOf(state, key),
      layer: JSON.stringify(state.settings[key]) === JSON.stringify(DEFAULT_SETTINGS[key]) ? "default" : "user",
    })),
  setting_problems: () => [],
  setting_unset(state, { key }) {
    state.settings = { ...state.settings, [key]: DEFAULT_SETTINGS[key] };
    return changed(["settings", "status"]);
  },
  proxy_sign_in(state, { user }) {
    state.settings = { ...state.settings, proxyUser: user };
    return changed(["settings", "status"]);
  },
  proxy_sign_out(state) {
    state.settings = { ...state.settings, proxyUser: null };
    return changed(["settings", "status"]);
  },
  settings_save(state, { settings }) {
    state.settings = settings;
    return changed(["settings", "status"]);
  },
};

/** What everybody may choose for themselves. */
const PERSONAL: readonly SettingKey[] = [
  "theme", "language", "notifications", "mutedNotifications", "proxyMode", "proxyAddress", "proxyUser", "proxyPacUrl", "proxyBypass", "startAtLogin",
];

function lockOf(state: TwinState, key: SettingKey): { editable: boolean; why: string | null } {
  const { session } = state.app;
  const permissions = session?.organizations.find((one) => one.code === session.organization)?.permissions ?? [];
  const editable = PERSONAL.includes(key) || permissions.includes("manageSettings");
  return { editable, why: editable ? null : "This needs the permission manageSettings." };
}

const ENDINGS: [string, ErrorCode, string, string | null][] = [
  [
    "untrusted.", "certificate", "The certificate of PEMS is not trusted.",
    "Issued by: Northgate TLS Inspection CA 2\nValid: 3 Mar 2026 to 3 Mar 2027\nSHA-256: 9C:41:7E:02:5B:D3:88:1A:F6:30:C7:5E",
  ],
  ["away.", "offline", "PEMS cannot be reached.", "connection refused"],
  ["captive.", "not_pems", "What answers is not PEMS.", "text/html in place of application/json"],
  ["slow.", "timeout", "PEMS did not answer within 30 s.", null],
  ["down.", "unavailable", "PEMS is down for the moment.", "503"],
  ["locked.", "keyring", "No keyring answers.", "PlatformFailure"],
];

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : "";
}

type Opened = Pick<SessionView, "pems" | "tenant" | "userId" | "organization" | "sample">;

function opened(state: TwinState, session: Opened): AppState {
  state.app = {
    ...state.app, stage: "ready", signedIn: true, problem: null,
    session: {
      ...session, displayName: "Maria Ortiz",
      organizations: [
        {
          code: session.organization, name: session.organization, currency: "USD", records: state.records.size,
          permissions: ["read", "editForecast", "editActuals", "sync", "rollback", "manageSettings"],
        },
      ],
    },
  };
  return state.app;
}

function closed(state: TwinState): AppState {
  state.app = { ...state.app, stage: "first_run", session: null, signedIn: false };
  return state.app;
}
