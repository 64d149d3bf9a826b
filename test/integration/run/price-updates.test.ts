import { brotliCompressSync, brotliDecompressSync, constants, gzipSync } from "node:zlib";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type CollectedCluster, collectHour } from "../../../server/src/collector/collect-hour.ts";
import { DEFAULT_PRICE_BOOK } from "../../../server/src/domain/prices/price-book.ts";
import { LIST_FOLDER, listsInUse } from "../../../server/src/price-list/lists-in-use.ts";
import { priceShelf } from "../../../server/src/price-list/price-shelf.ts";
import { updatePrices } from "../../../server/src/run/commands/prices-update.ts";
import { storedLists } from "../../../server/src/run/prices/stored-lists.ts";
import { registerCluster } from "../../../server/src/store/collecting/collection.ts";
import { createNode, createObservation } from "../../support/observations.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const START = Date.UTC(2026, 10, 1);
const NOW = START + 20 * HOUR_MS;
const NEVER = new AbortController().signal;
const BUNDLED = brotliDecompressSync(readFileSync(path.join(LIST_FOLDER, "aws.br"))).toString();
const NODES = [
  ...["a", "b"].map((name) => createNode({ name, instanceType: "m6i.xlarge", region: "us-east-1" })),
  createNode({
    name: "c",
    instanceType: "p5.48xlarge",
    region: "us-east-1",
    cpuCores: 192,
    ramGib: 2048,
    gpus: 8,
  }),
  createNode({ name: "d", instanceType: "m6i.xlarge", region: "us-east-1", price: { perNodeHour: 0.1 } }),
];

let database: TestDatabase;
let cluster: CollectedCluster;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "prices-"));
  const clusterId = await registerCluster(database, { name: "prod", source: "prometheus", currency: "USD" });
  cluster = {
    clusterId,
    name: "prod",
    source: {
      kind: "prometheus",
      observe: (hour) => Promise.resolve(createObservation({ hour, nodes: NODES })),
      earliestHour: () => Promise.resolve(START),
    },
    priceBook: DEFAULT_PRICE_BOOK,
    listsFor: priceShelf({ store: storedLists(database) }),
    database,
    now: () => NOW,
  };
  await collectHour(cluster, START, NEVER);
});
beforeEach(() => database.primary.query("truncate price_list"));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

interface Changes {
  readonly date?: string;
  /** By the beginning of a type's name what its prices are multiplied with, in all regions. */
  readonly times?: Readonly<Record<string, number>>;
  /** Prices in us-east-1. */
  readonly prices?: Readonly<Record<string, string>>;
}

/** The list of AWS that comes with KubeCent, with other prices of some types. */
function listWith({ date = "2026-11-28", times = {}, prices = {} }: Changes): string {
  const lines = BUNDLED.split("\n");
  const types = lines.flatMap((line) => (line.startsWith("type ") ? [line.split(" ")[1] ?? ""] : []));
  const base = lines.findIndex((line) => line.startsWith("region us-east-1 ")) + 1;
  const changed = (cell: string, index: number, at: number): string => {
    const type = types[index - 1] ?? "";
    const [factor] = Object.entries(times).flatMap(([start, by]) => (type.startsWith(start) ? [by] : []));
    const [, usd = "", letter = ""] = /^([\d.]+)([a-z]*)$/.exec(cell) ?? [];
    if (at === base && prices[type] !== undefined) return prices[type];
    return factor === undefined || usd === ""
      ? cell
      : `${Number((Number(usd) * factor).toFixed(7))}${letter}`;
  };
  return lines
    .map((line, at) => {
      if (line.startsWith("date ")) return `date ${date}`;
      if (!line.startsWith("prices ")) return line;
      return line
        .split(" ")
        .map((cell, index) => changed(cell, index, at))
        .join(" ");
    })
    .join("\n");
}

function written(name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function update(
  file: string,
  options: { readonly confirm?: boolean; readonly dryRun?: boolean; readonly waivers?: string } = {},
): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const code = await updatePrices(
    { file, ...options },
    {
      database,
      print: (line) => lines.push(line),
      complain: (line) => lines.push(line),
      asking: { proxyEnv: {}, signal: NEVER },
    },
  );
  return { code, said: lines.join("\n") };
}

async function inUse(): Promise<(number | null)[]> {
  const used = await listsInUse({ store: storedLists(database) });
  return used.map(({ version }) => version);
}

/** What an hour of nodes a and b costs, by what is stored of it. */
async function hourOfNodes(hour: number): Promise<number> {
  const { rows } = await database.primary.query<{ pico: string }>(
    `select sum(cpu_price_pico * 4 + ram_price_pico * 16) as pico from node_hour join node using (cluster_id, node_id)
     where hour = $1 and name in ('a', 'b')`,
    [new Date(hour)],
  );
  return Number(rows[0]?.pico) / 1e12;
}

test("a newer list says what it changes, and prices hours from then on, and no stored one", async () => {
  // As small as can be, which is brotli's own choice, takes a second.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4 };
  const file = written(
    "newer.br",
    brotliCompressSync(listWith({ times: { "m6i.": 1.25 / 1.2 } }), { params }),
  );
  const { code, said } = await update(file);
  expect(said).toMatch(
    /aws: 2026-07-20 is in use, 2026-11-28 would follow: 0 prices new, \d{3} changed, 0 gone/,
  );
  expect(said).toMatch(/m6i\.large in il-central-1: 0\.11235 becomes 0\.1170313 USD an hour \(\+4\.2 %\)/);
  expect(said).toContain("  m6i.xlarge in us-east-1, 2 nodes: 280.32 becomes 292.00 USD a month (+4.2 %)");
  expect(said).toContain("1 node that something else prices: as before");
  expect(said).toContain("aws 2026-11-28 is in use as version 1.");
  expect(code).toBe(0);

  expect(await hourOfNodes(START)).toBeCloseTo(0.384, 9);
  await collectHour(cluster, START + HOUR_MS, NEVER);
  expect(await hourOfNodes(START + HOUR_MS)).toBeCloseTo(0.4, 9);

  const services = createTestServices(database, () => NOW);
  const { priceLists } = await callAs("admin", services).clusters.prices();
  expect(priceLists).toEqual([
    { cloud: "aws", date: "2026-11-28", version: 1 },
    { cloud: "azure", date: "2026-06-18", version: null },
    { cloud: "gcp", date: "2026-08-03", version: null },
  ]);
  const { rows } = await database.primary.query("select action, resource_id, details from audit_logs");
  expect(rows).toEqual([
    {
      action: "PRICE_LIST_STORED",
      resource_id: "aws",
      details: expect.objectContaining({ version: 1, from: "newer.br", changed: 390 }),
    },
  ]);

  const again = await update(file);
  expect(again).toEqual({ code: 0, said: "Nothing new: aws 2026-11-28, version 1." });
});

test("a move of more than a fifth wants a word, and so does an older list", async () => {
  const file = written("dear.txt", listWith({ times: { "p5.": 1.3 } }));
  const refused = await update(file);
  expect(refused.code).toBe(1);
  expect(refused.said).toMatch(/Wants your word: \d\d prices of the list move by more than 20 %\./);
  expect(refused.said).toContain("Wants your word: p5.48xlarge in us-east-1 of prod moves by +30.0 %.");
  expect(refused.said).toContain("--confirm");
  expect(await inUse()).toEqual([null, null, null]);

  expect(await update(file, { confirm: true, dryRun: true })).toMatchObject({ code: 0 });
  expect(await inUse()).toEqual([null, null, null]);
  expect(await update(file, { confirm: true })).toMatchObject({ code: 0 });
  expect(await inUse()).toEqual([1, null, null]);

  const older = written("older.gz", gzipSync(listWith({ date: "2026-01-01", times: { "p5.": 1.29 } })));
  const unsaid = await update(older);
  expect(unsaid.said).toContain(
    "Wants your word: the list of aws is of 2026-01-01, and 2026-11-28 is in use.",
  );
  expect(unsaid.code).toBe(1);
  expect(await update(older, { confirm: true })).toMatchObject({ code: 0 });
  expect(await inUse(), "an older list that is meant stays in use").toEqual([2, null, null]);
});

test("a list that breaks a rule is refused, unless a file says why it is right", async () => {
  const file = written("metal.txt", listWith({ prices: { "m6i.metal": "6.3" } }));
  const { code, said } = await update(file);
  expect(said).toContain("metal: aws us-east-1 m6i.metal: 6.3, but m6i.32xlarge is 6.144");
  expect(said).toContain("linear: aws us-east-1 m6i.metal");
  expect(code).toBe(1);
  expect(await inUse()).toEqual([null, null, null]);

  const at = { "us-east-1": "m6i" };
  const reason = "made up for this test";
  const waivers = written(
    "waivers.json",
    JSON.stringify([
      { rule: "metal", cloud: "aws", reason, at },
      { rule: "linear", cloud: "aws", reason, at },
    ]),
  );
  expect(await update(file, { waivers })).toMatchObject({ code: 0 });
  const odd = written("odd.json", "[{}]");
  const { said: refused, code: again } = await update(written("odd.txt", listWith({})), { waivers: odd });
  expect(refused).toMatch(/The reasons .*odd\.json cannot be used; nothing was changed/);
  expect(again).toBe(1);
});

test("a table of tab-separated rows is a list too, and leaves what it says nothing of", async () => {
  const header = "cloud\tregion\tinstance_type\tusd_per_hour\tvcpu\tmemory_gib\tgpus\tdate\tsource";
  const rows = [`gcp\tus-central1\te2-standard-4\t0.14\t4\t16\t0\t2026-11-28\tby hand`];
  const file = written("table.tsv", [header, ...rows, ""].join("\n"));
  const { said } = await update(file, { confirm: true });
  expect(said).toMatch(
    /gcp: 2026-08-03 is in use, 2026-11-28 would follow: 0 prices new, 1 changed, 12720 gone/,
  );
  const [used] = await priceShelf({ store: storedLists(database) })([
    { providerId: "", instanceType: "e2-standard-4", region: "us-central1", labels: {} },
  ]);
  expect(used?.base.volumes.get("pd-ssd")?.pico).toBeGreaterThan(0n);
  expect(await inUse()).toEqual([null, null, 1]);
});
