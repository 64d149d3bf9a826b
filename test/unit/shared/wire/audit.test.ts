import { AuditAnswerSchema, AuditQuerySchema } from "@kubecent/shared";
import { expect, test } from "vitest";

test("an audit question without words is about the latest 100 records", () => {
  expect(AuditQuerySchema.parse({})).toEqual({ limit: 100 });
});

test("an audit question may name the user, the action, the status and a window", () => {
  const question = { userId: "jane", action: "TOKEN_CREATED", status: "FAILED", window: "last7d", limit: 5 };

  expect(AuditQuerySchema.parse(question)).toEqual(question);
});

test.each([
  { what: "a status of its own", question: { status: "success" }, field: "status" },
  { what: "an unclean user", question: { userId: "jane\n" }, field: "userId" },
  { what: "an unclean action", question: { action: "\ud800" }, field: "action" },
  { what: "too many rows", question: { limit: 1_001 }, field: "limit" },
])("$what is refused at $field", ({ question, field }) => {
  expect(AuditQuerySchema.safeParse(question).error?.issues[0]?.path).toEqual([field]);
});

test("an unknown field is refused by its name: records are in order of time, without sort", () => {
  const issues = AuditQuerySchema.safeParse({ sort: "-timestamp" }).error?.issues;

  expect(issues).toMatchObject([{ code: "unrecognized_keys", keys: ["sort"] }]);
});

const record = {
  id: "1",
  chainSeq: null,
  timestamp: "2026-11-17T09:00:00Z",
  userId: "jane",
  userName: "Jane",
  action: "TOKEN_CREATED",
  resourceType: "token",
  resourceId: "7",
  details: { name: "ci", scope: { namespaces: ["shop"] } },
  status: "SUCCESS",
  result: null,
  requestId: null,
  clientAddress: "192.0.2.1",
  tokenId: "7",
  replica: "a",
  serviceVersion: "0.1.0",
  occurrences: 1,
};

test("a record's details may be of any shape, and may be missing", () => {
  const answer = { rows: [record, { ...record, details: null, result: { code: 7 } }], nextCursor: null };

  expect(AuditAnswerSchema.parse(answer)).toEqual(answer);
});

test("a record without a status is refused", () => {
  const { status: _status, ...rest } = record;

  expect(AuditAnswerSchema.safeParse({ rows: [rest], nextCursor: null }).success).toBe(false);
});
