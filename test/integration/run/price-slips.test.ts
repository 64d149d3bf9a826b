import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { HOUR_MS } from "@kubecent/shared";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { PriceSlipError } from "../../../server/src/domain/prices/proportion.ts";
import { checkPrices } from "../../../server/src/run/commands/prices-check.ts";
import { reprice } from "../../../server/src/run/commands/reprice.ts";
import { EXIT, startFailure } from "../../../server/src/run/start/exit.ts";
import { createNode, createObservation, HOUR } from "../../support/observations.ts";
import { storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const folder = mkdtempSync(path.join(tmpdir(), "kubecent-books-"));
const DEFAULTS = {
  perCpuCoreHour: 0.03,
  perRamGibHour: 0.004,
  perGpuHour: 0.9,
  perSpotCpuCoreHour: 0.006,
  perSpotRamGibHour: 0.0009,
  perVolumeGibHour: 0.00005,
  perLoadBalancerHour: 0.025,
  perZoneGib: 0.01,
  perRegionGib: 0.01,
  perInternetGib: 0.1,
};
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await storeHours(database, "prod", [
    createObservation({ nodes: [createNode({ cpuCores: 4, ramGib: 16 })] }),
  ]);
});
afterEach(() => void vi.restoreAllMocks());
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** A book that prices every node at a month's price. */
function monthly(fields: { readonly confirmed?: boolean } = {}): string {
  const file = path.join(folder, "own.json");
  const prices = [{ kind: "node", perNodeHour: 140, ...fields }];
  writeFileSync(file, JSON.stringify({ name: "own", currency: "EUR", defaults: DEFAULTS, prices }));
  return file;
}

test("prices check shows a month's price as out of all proportion, unless it is meant", async () => {
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);

  expect(await checkPrices({ database, file: monthly() })).toBe(1);
  expect(written.mock.calls.join("")).toMatch(/node-1 .*OUT OF ALL PROPORTION: 140, by default 0\.18/);
  expect(await checkPrices({ database, file: monthly({ confirmed: true }) })).toBe(0);
});

test("prices check of a cluster that is not there says so, and is refused", async () => {
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);

  expect(await checkPrices({ database, file: monthly({ confirmed: true }), cluster: "prdo" })).toBe(1);
  expect(written.mock.calls.join("")).toContain("There is no cluster prdo.");
});

test("reprice changes nothing by a month's price, and ends with what to do", async () => {
  const totals = async (): Promise<unknown> =>
    (await database.primary.query("select version, price_book from cluster_hour")).rows;
  const before = await totals();
  const history = { cluster: "prod", start: HOUR, end: HOUR + HOUR_MS, book: monthly() };

  const failure: unknown = await reprice(history, { database, signal: new AbortController().signal }).catch(
    (error: unknown) => error,
  );

  expect(failure).toBeInstanceOf(PriceSlipError);
  expect(startFailure(failure)).toEqual({
    code: EXIT.config,
    line: expect.stringMatching(/own@1 prices nodes out of all proportion[\s\S]*is it a month's price\?/),
  });
  expect(await totals()).toEqual(before);
});
