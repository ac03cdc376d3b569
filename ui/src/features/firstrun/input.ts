// What is typed to sign in, what is wrong with it, and the request it becomes.
import type { SessionView, SignIn } from "../../ipc";
import { texts } from "../../shared/texts";

const t = texts.firstrun;

export type Input = {
  pems: string;
  tenant: string;
  organization: string;
  secretKind: SignIn["secretKind"];
  user: string;
  secret: string;
  caFile: string;
};

export type Problems = { [key in keyof Input]?: string };

/** Empty, or what the last session on this computer was. The secret is never filled in. */
export function startFrom(session: SessionView | null): Input {
  return {
    pems: session?.sample === false ? session.pems : "",
    tenant: session?.sample === false ? session.tenant : "",
    organization: session?.sample === false ? session.organization : "",
    secretKind: "apiKey",
    user: session?.sample === false ? session.userId : "",
    secret: "",
    caFile: "",
  };
}

/** What stands in the way of asking PEMS. An API key may know its user by itself. */
export function problemsOf(input: Input): Problems {
  const problems: Problems = {};
  const address = addressProblem(input.pems.trim());
  if (address !== null) problems.pems = address;
  if (input.tenant.trim() === "") problems.tenant = t.required.tenant;
  if (input.organization.trim() === "") problems.organization = t.required.organization;
  if (input.secretKind === "password" && input.user.trim() === "") problems.user = t.required.user;
  if (input.secret === "") problems.secret = t.required.secret;
  return problems;
}

/** The request. The secret goes as it was typed. */
export function toRequest(input: Input): SignIn {
  const filled = (text: string) => (text.trim() === "" ? null : text.trim());
  return {
    pems: input.pems.trim(),
    tenant: input.tenant.trim(),
    organization: input.organization.trim(),
    user: filled(input.user),
    secretKind: input.secretKind,
    secret: input.secret,
    caFile: filled(input.caFile),
  };
}

/** The host of an address, or the address itself where there is none. */
export function hostOf(address: string): string {
  return URL.canParse(address.trim()) ? new URL(address.trim()).host : address.trim();
}

function addressProblem(address: string): string | null {
  if (address === "") return t.required.address;
  if (!URL.canParse(address)) return t.notAddress;
  const url = new URL(address);
  if (url.protocol === "https:" && url.hostname !== "") return null;
  if (url.protocol !== "http:") return t.notAddress;
  return isThisComputer(url.hostname) ? null : t.notSecure;
}

function isThisComputer(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
