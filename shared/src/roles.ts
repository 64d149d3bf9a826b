/** What a caller may do. Procedures ask for one of these; roles grant them. */
export const PERMISSIONS = [
  "cost:view",
  "cluster:view",
  "alert:view",
  "alert:edit",
  "audit:view",
  "settings:edit",
  "access:edit",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ["viewer", "editor", "auditor", "admin"] as const;
export type Role = (typeof ROLES)[number];

/**
 * What each role grants. An editor also changes what is about a team's own part: its budgets, and where its alerts go. `cluster:view`
 * uncovers what belongs to the cluster as a whole: idle, fee, shares.
 */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ["cost:view", "cluster:view", "alert:view"],
  editor: ["cost:view", "cluster:view", "alert:view", "alert:edit"],
  auditor: ["cost:view", "cluster:view", "alert:view", "audit:view"],
  admin: PERMISSIONS,
};

export function roleGrants(role: Role, permission: Permission): boolean {
  return ROLE_PERMISSIONS[role].includes(permission);
}
