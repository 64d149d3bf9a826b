import { HealthAnswerSchema, InfoAnswerSchema } from "@kubecent/shared";
import { expect, test } from "vitest";

test("health has one good state and no other", () => {
  expect(HealthAnswerSchema.parse({ status: "ok", version: "0.1.0" })).toEqual({
    status: "ok",
    version: "0.1.0",
  });
  expect(HealthAnswerSchema.safeParse({ status: "degraded", version: "0.1.0" }).success).toBe(false);
});

const info = {
  version: "0.1.0",
  environment: "production",
  caller: "ci",
  role: "viewer",
  permissions: ["cost:view"],
  scope: { clusters: ["prod"], namespaces: { prod: ["shop", "team-*"] } },
  grants: [{ role: "viewer", scope: { clusters: "all", namespaces: "all" } }],
  token: {
    kind: "jwt",
    from: "https://login.example.com",
    id: null,
    createdAt: "2026-11-16T00:00:00Z",
    expiresAt: null,
  },
  limits: { requestsPerMinute: 100, requestBytes: 10_485_760, pageRows: 1_000 },
};

test("a caller may see everything or only what is listed", () => {
  expect(InfoAnswerSchema.parse(info)).toEqual(info);
});

test.each([
  { what: "an unknown role", change: { role: "root" } },
  { what: "an unknown permission", change: { permissions: ["cost:edit"] } },
  { what: "no scope", change: { scope: undefined } },
  { what: "a scope of another form", change: { scope: { clusters: null, namespaces: ["shop"] } } },
])("$what is refused", ({ change }) => {
  expect(InfoAnswerSchema.safeParse({ ...info, ...change }).success).toBe(false);
});
