import { type Role, ROLES, type Scope } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appRouter } from "../../../server/src/api/router.ts";
import { proceduresOf, type Procedure } from "../../../server/src/api/procedures.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { type Replica, startReplica, tokenFor } from "../support/replica.ts";
import { SERVES_SCOPED, WHO_MAY_CALL } from "./who-may-call.ts";

const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };

let database: TestDatabase;
let replica: Replica;
const full = new Map<Role, string>();
const narrow = new Map<Role, string>();

beforeAll(async () => {
  database = await createTestDatabase();
  replica = await startReplica(database.url);
  for (const role of ROLES) {
    full.set(role, await tokenFor(replica.database, role));
    narrow.set(role, await tokenFor(replica.database, role, SHOP));
  }
});
afterAll(async () => {
  await replica.close();
  await database.drop();
});

/** The statuses of both doors, REST and tRPC, for a call without any input. */
async function statuses({ name, method, path, type }: Procedure, token: string | null): Promise<number[]> {
  const headers = { "content-type": "application/json" };
  const rest = await replica.ask(`/api/v1${path.replaceAll(/\{\w+\}/g, "1")}`, { method, token, headers });
  const isQuery = type === "query";
  const trpc = await replica.ask(`/api/trpc/${name}`, { method: isQuery ? "GET" : "POST", token, headers });
  return [rest.status, trpc.status];
}

/** Whether each door let the caller through: to an answer, or to what is wrong with the input. */
const passed = (codes: readonly number[]): boolean[] => codes.map((code) => [200, 404, 422].includes(code));

const procedures = proceduresOf(appRouter);

test("there is a rule for every procedure, and none for anything else", () => {
  expect(procedures.map(({ name }) => name).toSorted()).toEqual(Object.keys(WHO_MAY_CALL).toSorted());
});

test.each(procedures)("$name opens to whom the rules name, at both doors", async (procedure) => {
  const rule = WHO_MAY_CALL[procedure.name] ?? [];
  const isPublic = rule === "everybody";

  expect(await statuses(procedure, null)).toEqual(isPublic ? [200, 200] : [401, 401]);
  expect(await statuses(procedure, `kc_${"x".repeat(43)}`)).toEqual(isPublic ? [200, 200] : [401, 401]);
  for (const role of ROLES) {
    const codes = await statuses(procedure, full.get(role) ?? "");
    const isAllowed = isPublic || rule.includes(role);
    expect({ role, codes, passed: passed(codes) }).toEqual({
      role,
      codes: isAllowed ? codes : [403, 403],
      passed: [isAllowed, isAllowed],
    });
  }
});

test.each(procedures)("$name answers who may see a part by that part, or not at all", async (procedure) => {
  for (const role of ROLES) {
    const codes = await statuses(procedure, narrow.get(role) ?? "");
    const rule = WHO_MAY_CALL[procedure.name] ?? [];
    const isServed = SERVES_SCOPED.includes(procedure.name) && (rule === "everybody" || rule.includes(role));
    expect({ role, codes, passed: passed(codes) }).toEqual({
      role,
      codes: isServed ? codes : [403, 403],
      passed: [isServed, isServed],
    });
  }
});

test("a batch is judged call by call", async () => {
  const token = full.get("viewer") ?? "";
  const reply = await replica.ask("/api/trpc/system.health,access.tokens.list,system.info?batch=1", {
    token,
  });

  const results: { error?: { data: { code: string } } }[] = JSON.parse(reply.text);
  expect(reply.status).toBe(207);
  expect(results.map(({ error }) => error?.data.code ?? "answered")).toEqual([
    "answered",
    "FORBIDDEN",
    "answered",
  ]);
});
