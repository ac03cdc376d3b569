// The organization the window works in, and what the person may do there.

import { useRead, type OrganizationView, type Permission } from "../ipc";

/** The organization, or null before anybody signed in. */
export function useOrganization(): OrganizationView | null {
  const session = useRead("app_state", {}).data?.session;
  return session?.organizations.find((one) => one.code === session.organization) ?? null;
}

/** Whether the person has a permission in the organization. */
export function usePermission(permission: Permission): boolean {
  return useOrganization()?.permissions.includes(permission) ?? false;
}
