import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { collectHour } from "../../../server/src/collector/collect-hour.ts";
import { DEFAULT_PRICE_BOOK } from "../../../server/src/domain/prices/price-book.ts";
import { reprice } from "../../../server/src/run/commands/reprice.ts";
import { registerCluster } from "../../../server/src/store/collecting/collection.ts";
import { savePriceBook } from "../../../server/src/store/collecting/stored-price-books.ts";
import { createContainer, createNode, createObservation, createPod } from "../../support/observations.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const START = Date.UTC(2026, 10, 1);
const HOURS = 3;
const signal = new AbortController().signal;
const NODE = createNode({ name: "node-1", instanceType: "m6i.xlarge", region: "us-east-1" });
const podIn = (namespace: string, cpuRequest: number) =>
  createPod({ name: namespace, namespace, node: "node-1", containers: [createContainer({ cpuRequest })] });

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "reprice-"));
  const clusterId = await registerCluster(database, { name: "prod", source: "prometheus", currency: "USD" });
  const pods = [podIn("shop", 2), podIn("web", 1)];
  const cluster = {
    clusterId,
    name: "prod",
    source: {
      kind: "prometheus",
      observe: (hour: number) => Promise.resolve(createObservation({ hour, nodes: [NODE], pods })),
      earliestHour: () => Promise.resolve(START),
    } as const,
    // Without lists: by defaults, as a version of before did.
    priceBook: await savePriceBook(database, DEFAULT_PRICE_BOOK),
    database,
    now: () => START + HOURS * HOUR_MS,
  };
  for (let hour = 0; hour < HOURS; hour++) await collectHour(cluster, START + hour * HOUR_MS, signal);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

async function repriced(options: { readonly book?: string; readonly dryRun?: boolean }): Promise<string> {
  const written: string[] = [];
  const spied = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    const stretch = { cluster: "prod", start: START, end: START + HOURS * HOUR_MS };
    expect(await reprice({ ...stretch, ...options }, { database, signal })).toBe(0);
  } finally {
    spied.mockRestore();
  }
  return written.join("").replaceAll(/ +/g, " ");
}

async function versions(): Promise<number[]> {
  const { rows } = await database.primary.query<{ version: number }>(
    "select version from cluster_hour order by hour",
  );
  return rows.map(({ version }) => version);
}

/** 4 cores and 16 GiB cost 0.194236 by default and 0.192 by the list, of which a core has 0.033: three hours of two, and of one. */
const BEFORE_AND_AFTER = [
  "namespace before after USD",
  "web 0.0948 0.0990 (+4.4 %)",
  "shop 0.1897 0.1980 (+4.4 %)",
  "all 0.5827 0.5760 (-1.2 %)",
];

test("a trial says what each namespace would cost, and changes nothing", async () => {
  const said = await repriced({ dryRun: true });
  for (const line of BEFORE_AND_AFTER) expect(said).toContain(line);
  expect(said).toMatch(/idle 0\.\d{4} 0\.\d{4}/);
  expect(said.indexOf("shop")).toBeLessThan(said.indexOf("web"));
  expect(said).toContain("prod: 3 hours would be priced anew by default-usd@1, 0 unchanged");
  expect(await versions()).toEqual([1, 1, 1]);
});

test("a book is tried without being registered", async () => {
  const file = path.join(folder, "own.json");
  writeFileSync(file, JSON.stringify({ name: "own", prices: [{ kind: "node", perNodeHour: 1 }] }));
  expect(await repriced({ book: file, dryRun: true })).toContain("all 0.5827 3.0000 (+414.8 %)");
  const { rows } = await database.primary.query("select name from price_book");
  expect(rows).toEqual([{ name: "default-usd" }]);
});

test("pricing anew says the same, and is done", async () => {
  const said = await repriced({});
  for (const line of BEFORE_AND_AFTER) expect(said).toContain(line);
  expect(said).toContain("prod: 3 hours priced anew by default-usd@1, 0 unchanged");
  expect(await versions()).toEqual([2, 2, 2]);

  const again = await repriced({});
  expect(again).toContain("web 0.0990 0.0990\n");
  expect(again).toContain("0 hours priced anew by default-usd@1, 3 unchanged");
});
