import { PERMISSIONS, ROLE_PERMISSIONS, ROLES, roleGrants } from "@kubecent/shared";
import { expect, test } from "vitest";

test.each([
  { role: "viewer", granted: ["cost:view", "cluster:view", "alert:view"] },
  { role: "editor", granted: ["cost:view", "cluster:view", "alert:view", "alert:edit"] },
  { role: "auditor", granted: ["cost:view", "cluster:view", "alert:view", "audit:view"] },
  {
    role: "admin",
    granted: [
      "cost:view",
      "cluster:view",
      "alert:view",
      "alert:edit",
      "audit:view",
      "settings:edit",
      "access:edit",
    ],
  },
] as const)("a caller in the role $role may do $granted and nothing else", ({ role, granted }) => {
  const allowed = PERMISSIONS.filter((permission) => roleGrants(role, permission));

  expect(allowed).toEqual(granted);
});

test.each(["access:edit", "settings:edit"] as const)("only an admin has %s", (permission) => {
  expect(ROLES.filter((role) => roleGrants(role, permission))).toEqual(["admin"]);
});

test("every role is told what it grants", () => {
  expect(Object.keys(ROLE_PERMISSIONS)).toEqual([...ROLES]);
});

test("an editor changes where alerts go; who only looks does not", () => {
  expect(ROLES.filter((role) => roleGrants(role, "alert:edit"))).toEqual(["editor", "admin"]);
});
