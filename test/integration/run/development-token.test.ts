import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { developmentToken } from "../../../server/src/run/start/development-token.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const parent = mkdtempSync(path.join(tmpdir(), "kubecent-development-"));
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
  rmSync(parent, { recursive: true, force: true });
});

test("a data folder that nothing else has made yet is made for the token, which the next start finds", async () => {
  // As with DATABASE_URL and keys in files of their own: then nothing else is kept there before.
  const folder = path.join(parent, "not", "there", "yet");

  const token = await developmentToken(database, folder);

  expect(readFileSync(path.join(folder, "development-token"), "utf8")).toBe(token);
  expect(await developmentToken(database, folder)).toBe(token);
});
