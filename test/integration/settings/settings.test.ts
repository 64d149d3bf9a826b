import type { SettingsAnswer } from "@kubecent/shared";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { DEFAULT_PRICE_BOOK } from "../../../server/src/domain/prices/price-book.ts";
import { registerCluster } from "../../../server/src/store/collecting/collection.ts";
import { savePriceBook } from "../../../server/src/store/collecting/stored-price-books.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, callAsStranger, createTestServices } from "../../support/test-services.ts";

let database: TestDatabase;
let services: ApiServices;
beforeEach(async () => {
  database = await createTestDatabase();
  services = createTestServices(database, Date.now);
});
afterEach(async () => {
  await services.audit.refusals.stop();
  await database.drop();
});

async function auditRows(): Promise<Record<string, unknown>[]> {
  await services.audit.refusals.settled();
  const { rows } = await database.primary.query<Record<string, unknown>>(
    "select * from audit_logs order by id",
  );
  return rows;
}

test("before the first change the settings are as the environment says", async () => {
  const answer = await callAs("viewer", services).settings.get();

  expect(answer).toMatchObject({ version: 0, changedAt: null, changedBy: null, changed: [] });
  expect(answer.values).toMatchObject({ retentionHourlyDays: 90, rateLimitRequestsPerMinute: 100 });
});

test("a change has a version, and is on record with before and after", async () => {
  const admin = callAs("admin", services);
  const changes = { rateLimitRequestsPerMinute: 7, labelAllowList: ["team", "app.kubernetes.io/name"] };

  const answer = await admin.settings.update({ version: 0, changes });

  expect(answer).toMatchObject({ version: 1, changedBy: "token:1", values: changes });
  expect(answer.changed.toSorted()).toEqual(["labelAllowList", "rateLimitRequestsPerMinute"]);
  expect(await admin.settings.get()).toEqual(answer);
  expect(await auditRows()).toMatchObject([
    {
      action: "SETTINGS_CHANGED",
      status: "SUCCESS",
      user_id: "token:1",
      user_name: "test",
      resource_type: "SETTINGS",
      client_address: "192.0.2.7",
      request_id: "test-request",
      token_id: "1",
      details: {
        version: 1,
        before: { rateLimitRequestsPerMinute: 100, labelAllowList: null },
        after: changes,
      },
    },
  ]);
});

test("null goes back to what the environment says, and leaves the rest", async () => {
  const admin = callAs("admin", services);
  await admin.settings.update({ version: 0, changes: { cacheWarming: false, cacheTtlSeconds: 5 } });

  const answer = await admin.settings.update({ version: 1, changes: { cacheTtlSeconds: null } });

  expect(answer).toMatchObject({ version: 2, changed: ["cacheWarming"] });
  expect(answer.values).toMatchObject({ cacheWarming: false, cacheTtlSeconds: 300 });
});

test("a change that was made for an older version is refused, and changes nothing", async () => {
  const admin = callAs("admin", services);
  await admin.settings.update({ version: 0, changes: { cacheTtlSeconds: 5 } });

  const late = admin.settings.update({ version: 0, changes: { cacheTtlSeconds: 9 } });

  await expect(late).rejects.toMatchObject({ code: "CONFLICT", cause: { code: "CONFLICT" } });
  expect((await admin.settings.get()).values.cacheTtlSeconds).toBe(5);
});

test("of ten changes for one version at once, one is made", async () => {
  const admin = callAs("admin", services);
  const changes = Array.from({ length: 10 }, (_, index) =>
    admin.settings.update({ version: 0, changes: { cacheTtlSeconds: index } }),
  );

  const settled = await Promise.allSettled(changes);

  expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await auditRows()).filter(({ status }) => status === "SUCCESS")).toHaveLength(1);
});

test.each([
  { changes: {}, field: "changes" },
  { changes: { cacheTtlSeconds: -1 }, field: "changes.cacheTtlSeconds" },
  { changes: { retentionHourlyDays: 0.5 }, field: "changes.retentionHourlyDays" },
  { changes: { retentionDailyDays: 10 }, field: "changes.retentionDailyDays" },
  { changes: { retentionHourlyDays: 2_000 }, field: "changes.retentionDailyDays" },
  { changes: { labelAllowList: ["a\u0000b"] }, field: "changes.labelAllowList.0" },
  { changes: { priceBooks: { prod: "no-version" } }, field: "changes.priceBooks.prod" },
  { changes: { priceBooks: { prod: "default-usd@9" } }, field: "changes.priceBooks.prod" },
  { changes: { priceBooks: { elsewhere: "default-usd@1" } }, field: "changes.priceBooks.elsewhere" },
  { changes: { priceBooks: { zagreb: "default-usd@1" } }, field: "changes.priceBooks.zagreb" },
  {
    changes: { cacheEndpoints: { "javascript:alert(1)": 1 } },
    field: "changes.cacheEndpoints.javascript:alert(1)",
  },
  { changes: { debug: true }, field: "changes.debug" },
])("$changes is refused by the name of its field", async ({ changes, field }) => {
  await savePriceBook(database, DEFAULT_PRICE_BOOK);
  await registerCluster(database, { name: "prod", source: "prometheus", currency: "USD" });
  await registerCluster(database, { name: "zagreb", source: "prometheus", currency: "EUR" });
  const admin = callAs("admin", services);

  const facts = await errorFactsOf(() => admin.settings.update({ version: 0, changes }));

  expect(facts).toMatchObject({ status: 422 });
  expect(facts.details.map((detail) => detail.field)).toContain(field);
  expect((await admin.settings.get()).version).toBe(0);
});

async function errorFactsOf(call: () => Promise<SettingsAnswer>) {
  const { errorFacts } = await import("../../../server/src/api/error-facts.ts");
  try {
    await call();
  } catch (error) {
    return errorFacts(error);
  }
  throw new Error("It was not refused");
}

test("a price book that is registered in the cluster's currency may be taken", async () => {
  await savePriceBook(database, DEFAULT_PRICE_BOOK);
  await registerCluster(database, { name: "prod", source: "prometheus", currency: "USD" });
  const priceBooks = { prod: "default-usd@1" };

  const answer = await callAs("admin", services).settings.update({ version: 0, changes: { priceBooks } });

  expect(answer.values.priceBooks).toEqual(priceBooks);
});

test.each(["viewer", "editor", "auditor"] as const)(
  "a caller in the role %s changes nothing",
  async (role) => {
    const update = callAs(role, services).settings.update({ version: 0, changes: { cacheWarming: false } });

    await expect(update).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await auditRows()).toMatchObject([
      {
        action: "SETTINGS_CHANGED",
        status: "FAILED",
        resource_id: "settings.update",
        details: { code: "FORBIDDEN" },
      },
    ]);
  },
);

async function rename(from: string, to: string): Promise<void> {
  await database.primary.query(
    `begin; set local role kubecent_owner; alter table ${from} rename to ${to}; commit`,
  );
}

test("without an audit log nothing is changed, and it works again without a restart", async () => {
  const admin = callAs("admin", services);
  await rename("audit_logs", "audit_logs_away");
  const update = () => admin.settings.update({ version: 0, changes: { cacheWarming: false } });

  await expect(update()).rejects.toMatchObject({
    cause: { code: "AUDIT_UNAVAILABLE", retryAfterSeconds: 5 },
  });
  const meanwhile = await admin.settings.get();
  await rename("audit_logs_away", "audit_logs");
  const afterwards = await update();

  expect(meanwhile.version).toBe(0);
  expect(afterwards).toMatchObject({ version: 1, values: { cacheWarming: false } });
});

test("another replica follows a change at its next look", async () => {
  const other = createTestServices(database, Date.now);
  await callAs("admin", services).settings.update({ version: 0, changes: { cacheWarming: false } });
  const before = other.runtimeSettings.current().cacheWarming;
  await other.runtimeSettings.refresh();

  expect(before).toBe(true);
  expect(other.runtimeSettings.current().cacheWarming).toBe(false);
  expect(services.runtimeSettings.current().cacheWarming).toBe(false);
});

test("what a newer version has written is left out where it is not understood", async () => {
  await database.primary.query(
    `insert into runtime_setting (version, content, changed_by)
     values (1, '{"cacheTtlSeconds": 5, "cacheWarming": "sometimes", "laterSetting": 1}', 'token:9')`,
  );

  const answer = await callAs("admin", services).settings.get();

  expect(answer).toMatchObject({ version: 1, changed: ["cacheTtlSeconds"], values: { cacheWarming: true } });
});

test("a stranger who wants to change something is on record by address", async () => {
  const update = callAsStranger(services).settings.update({ version: 0, changes: { cacheWarming: false } });

  await expect(update).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  expect(await auditRows()).toMatchObject([
    {
      user_id: "anonymous",
      client_address: "192.0.2.9",
      status: "FAILED",
      details: { code: "TOKEN_MISSING" },
    },
  ]);
});
