// The organization's currency, for the screens that show money.

import { useOrganization } from "./organization";

/** The currency's code, "USD" before an organization is known. */
export function useCurrency(): string {
  return useOrganization()?.currency ?? "USD";
}
