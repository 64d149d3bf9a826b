import { afterAll, beforeAll, expect, test } from "vitest";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { createLogger } from "../../../server/src/log/logger.ts";
import { openConfiguredDatabase } from "../../../server/src/run/start/configured-database.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function linesWith(env: Record<string, string>): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  const settings = readSettings({ ENVIRONMENT: "development", DATABASE_URL: database.url, ...env });
  const log = createLogger(settings, { write: (line) => void lines.push(JSON.parse(line)) });
  const opened = await openConfiguredDatabase(settings, log);
  const { rows } = await opened.primary.query("select $1::text as told", ["a-value"]);
  await opened.primary.query({ text: "select 2 as plain" });
  await opened.close();
  expect(rows).toEqual([{ told: "a-value" }]);
  return lines;
}

test("DB_ECHO logs the text of each statement, and no value", async () => {
  const lines = await linesWith({ DB_ECHO: "true" });

  const told = lines.filter(({ event }) => event === "database.statement").map(({ sql }) => sql);
  expect(told).toEqual(["select $1::text as told", "select 2 as plain"]);
  expect(JSON.stringify(lines)).not.toContain("a-value");
});

test("without it no statement is logged", async () => {
  const lines = await linesWith({});

  expect(lines.filter(({ event }) => event === "database.statement")).toEqual([]);
});
