// The organization that the window shows: its currency, and what the person may do in it.

import { useRead, type OrganizationView, type Permission } from "../ipc";

/** The organization at hand; null until it is known or while nobody is signed in. */
export function useOrganization(): OrganizationView | null {
  const session = useRead("app_state", {}).data?.session;
  return session?.organizations.find((one) => one.code === session.organization) ?? null;
}

/** Its currency, "USD" until it is known. */
export function useCurrency(): string {
  return useOrganization()?.currency ?? "USD";
}

/** Whether the person has a permission in it. */
export function usePermission(permission: Permission): boolean {
  return useOrganization()?.permissions.includes(permission) ?? false;
}
