import { FULL_SCOPE, NO_SCOPE, type Role, type Scope } from "@kubecent/shared";
import { expect, test } from "vitest";
import { refuseMoreThanOwn } from "../../../server/src/auth/access/within.ts";
import { callerFor, callerOf, type Grant } from "../../../server/src/auth/caller.ts";

const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop*"] } };

function caller(...grants: Grant[]) {
  const credential = { kind: "api-token", from: "t", id: "1", createdAt: 0, expiresAt: null } as const;
  return callerOf({ id: "token:1", name: "t", grants, credential });
}
const grant = (role: Role, scope: Scope = FULL_SCOPE): Grant => ({ role, scope });

test.each([
  { own: [grant("admin")], given: grant("admin") },
  {
    own: [grant("admin", SHOP)],
    given: grant("viewer", { clusters: ["prod"], namespaces: { prod: ["shop-1"] } }),
  },
  { own: [grant("editor")], given: grant("viewer") },
  { own: [grant("viewer"), grant("admin", SHOP)], given: grant("viewer") },
  { own: [grant("viewer")], given: grant("viewer", NO_SCOPE) },
])("$own may give $given", ({ own, given }) => {
  expect(() => refuseMoreThanOwn(caller(...own), given)).not.toThrow();
});

test.each([
  { own: [], given: grant("viewer") },
  { own: [grant("editor")], given: grant("auditor") },
  { own: [grant("auditor")], given: grant("admin") },
  { own: [grant("admin", SHOP)], given: grant("viewer") },
  {
    own: [grant("admin", SHOP)],
    given: grant("viewer", { clusters: ["prod"], namespaces: { prod: ["sho*"] } }),
  },
  { own: [grant("viewer"), grant("admin", SHOP)], given: grant("admin") },
  { own: [grant("editor"), grant("auditor")], given: grant("admin") },
])("$own may not give $given", ({ own, given }) => {
  expect(() => refuseMoreThanOwn(caller(...own), given)).toThrow(
    expect.objectContaining({ code: "FORBIDDEN" }),
  );
});

test("for a permission, a caller sees what they see in roles that grant it", () => {
  const both = caller(grant("viewer"), grant("auditor", SHOP));

  expect(callerFor(both, "cost:view")).toMatchObject({ scope: FULL_SCOPE, role: "auditor" });
  expect(callerFor(both, "audit:view")).toMatchObject({ scope: SHOP, role: "auditor" });
  expect(callerFor(both, "access:edit")).toBeNull();
});
