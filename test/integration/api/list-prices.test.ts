import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CollectedCluster, collectHour } from "../../../server/src/collector/collect-hour.ts";
import { repriceHours } from "../../../server/src/collector/reprice-hours.ts";
import { DEFAULT_PRICE_BOOK } from "../../../server/src/domain/prices/price-book.ts";
import { BYTES_PER_GIB } from "../../../server/src/domain/units.ts";
import { priceShelf } from "../../../server/src/price-list/price-shelf.ts";
import { verify } from "../../../server/src/run/commands/verify.ts";
import { registerCluster } from "../../../server/src/store/collecting/collection.ts";
import { makeDays } from "../../support/long-world.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  createVolume,
} from "../../support/observations.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

const START = Date.UTC(2026, 10, 1);
const NOW = START + 2 * DAY_MS;
const WINDOW = { start: new Date(START).toISOString(), end: new Date(START + DAY_MS).toISOString() };
const NEVER = new AbortController().signal;

let database: TestDatabase;
let cluster: CollectedCluster;
let admin: ReturnType<typeof callAs>;

/** Five nodes of one size: in the list, on spot, in no list, priced by the exporter, and by Karpenter. */
const NODES = [
  createNode({ name: "listed", instanceType: "m6i.xlarge", region: "us-east-1" }),
  createNode({ name: "on-spot", instanceType: "m6i.xlarge", region: "us-east-1", capacityType: "spot" }),
  createNode({ name: "at-home", instanceType: "k3s", region: "home" }),
  createNode({
    name: "reported",
    instanceType: "m6i.xlarge",
    region: "us-east-1",
    price: { perNodeHour: 0.1 },
  }),
  createNode({
    name: "by-karpenter",
    instanceType: "m6i.xlarge",
    region: "us-east-1",
    capacityType: "spot",
    karpenterPerHour: 0.07,
  }),
];

beforeAll(async () => {
  database = await createTestDatabase();
  admin = callAs(
    "admin",
    createTestServices(database, () => NOW),
  );
  const { currency } = DEFAULT_PRICE_BOOK;
  const clusterId = await registerCluster(database, { name: "prod", source: "prometheus", currency });
  const pods = NODES.map(({ name: node }) =>
    createPod({
      name: `on-${node}`,
      namespace: `of-${node}`,
      node,
      containers: [createContainer({ cpuRequest: 1, ramRequestGib: 2 })],
    }),
  );
  cluster = {
    clusterId,
    name: "prod",
    source: {
      kind: "prometheus",
      observe: (hour) => Promise.resolve(createObservation({ hour, nodes: NODES, pods })),
      earliestHour: () => Promise.resolve(START),
    },
    priceBook: DEFAULT_PRICE_BOOK,
    listsFor: priceShelf(),
    database,
    now: () => NOW,
  };
  for (let hour = START; hour < START + DAY_MS; hour += HOUR_MS) await collectHour(cluster, hour, NEVER);
});

afterAll(async () => {
  await database.drop();
});

/** Of 0.192 by the list, 34 % of it on spot, 0.194236 by default, 0.1 by the exporter and 0.07 by Karpenter. */
const SHARES: Shares = { list: 0.309, estimate: 0.105, default: 0.3126, exporter: 0.1609, karpenter: 0.1126 };

type Shares = Partial<Record<string, number>>;

/** The shares in each kind of answer, whether idle stands for itself or is shared. */
async function sharesOfAnswers(): Promise<Shares[]> {
  const answers = [
    await admin.cost.namespaces({ ...WINDOW, idle: "show" }),
    await admin.cost.namespaces({ ...WINDOW, idle: "share" }),
    await admin.cost.namespaces({ ...WINDOW, idle: "share", shareNamespaces: "of-listed" }),
    await admin.cost.nodes(WINDOW),
    await admin.cost.assets(WINDOW),
    await admin.cost.cluster(WINDOW),
  ];
  return answers.map(({ priceSources }) => roundedShares(priceSources));
}

function roundedShares(shares: Shares): Shares {
  return Object.fromEntries(
    Object.entries(shares).map(([source, share = 0]) => [source, Number(share.toFixed(3))]),
  );
}

test("answers tell the shares of the list and of estimates, by the hour and by the day, whoever bears idle and what is shared", async () => {
  const byTheHour = await sharesOfAnswers();
  expect(byTheHour).toEqual(byTheHour.map(() => roundedShares(SHARES)));
  await makeDays(database, cluster.clusterId, START, 1);
  expect(await sharesOfAnswers()).toEqual(byTheHour);
});

test("prices and explanations tell the list's day, the type and the region", async () => {
  const { rows } = await admin.clusters.prices();
  const cpu = rows
    .filter(({ part }) => part === "cpu")
    .map(({ name, priceSource, rule }) => [name, priceSource, rule]);
  expect(cpu.toSorted(([a = ""], [b = ""]) => a.localeCompare(b))).toEqual([
    ["at-home", "default", "default"],
    ["by-karpenter", "karpenter", "Karpenter's estimate for m6i.xlarge, spot, total split"],
    ["listed", "list", "list 2026-07-20, m6i.xlarge in us-east-1, on demand"],
    [
      "on-spot",
      "estimate",
      expect.stringContaining("spot, estimated at 34 % (usually 16 to 47 %) of list 2026-07-20"),
    ],
    ["reported", "exporter", "exporter, total split"],
  ]);
  const { lines } = await admin.cost.explain({ ...WINDOW, pod: "on-listed" });
  expect(lines.map(({ priceSource }) => priceSource)).toEqual(["list", "list"]);
  expect(lines[0]?.words).toContain("list 2026-07-20, m6i.xlarge in us-east-1, on demand");
  const onSpot = await admin.cost.explain({ ...WINDOW, pod: "on-on-spot" });
  expect(onSpot.lines.map(({ priceSource }) => priceSource)).toEqual(["estimate", "estimate"]);
  expect(onSpot.lines[0]?.words).toMatch(
    /usually 16 to 47 %.*list 2026-07-20.*The price is an estimate by its cloud's list\./,
  );
});

test("hours and days are found to be what they say, and pricing them anew by the same lists changes nothing", async () => {
  const lines: string[] = [];
  const code = await verify({
    database,
    cluster: undefined,
    signal: NEVER,
    print: (line) => lines.push(line),
  });
  expect(lines).toEqual([expect.stringContaining("24 hours and 1 days counted anew, 0 differ")]);
  expect(code).toBe(0);

  const stretch = { database, clusterId: cluster.clusterId, book: DEFAULT_PRICE_BOOK, now: () => NOW };
  const again = { ...stretch, start: START, end: START + HOUR_MS };
  const same = await repriceHours({ ...again, listsFor: priceShelf() }, () => undefined, NEVER);
  expect(same).toEqual({ written: 0, unchanged: 1, lost: 0 });
  const withoutLists = await repriceHours(again, () => undefined, NEVER);
  expect(withoutLists).toEqual({ written: 1, unchanged: 0, lost: 0 });
});

test("a row that no list priced holds nothing of it: its checksum is that of a server that knew no lists", async () => {
  const { rows } = await database.primary.query<{ listed: number; estimated: number }>(
    `select count(list_nano)::int as listed, count(estimate_nano)::int as estimated from container_hour where hour = $1`,
    [new Date(START + HOUR_MS)],
  );
  expect(rows).toEqual([{ listed: 1, estimated: 1 }]);
});

test("a volume's list price is told, summed up by the hour and the day, and found to be what it says", async () => {
  const { currency } = DEFAULT_PRICE_BOOK;
  const clusterId = await registerCluster(database, { name: "disks", source: "prometheus", currency });
  const node = createNode({ instanceType: "m6i.xlarge", region: "us-east-1", price: { perNodeHour: 0.1 } });
  const volumes = [createVolume({ storageClass: "gp3", capacityBytes: 730 * BYTES_PER_GIB })];
  const observe: CollectedCluster["source"]["observe"] = (hour) =>
    Promise.resolve(createObservation({ hour, nodes: [node], volumes }));
  const disks = { ...cluster, clusterId, name: "disks", source: { ...cluster.source, observe } };
  await collectHour(disks, START, NEVER);

  const question = { ...WINDOW, cluster: "disks" };
  // 730 GiB at 0.08 a month cost 0.08 an hour, beside the node's 0.1.
  const shares = { exporter: 0.556, list: 0.444 };
  const sharesOf = async (): Promise<Shares[]> => {
    const answers = [
      await admin.cost.assets(question),
      await admin.cost.cluster(question),
      await admin.cost.namespaces({ ...question, idle: "show" }),
    ];
    return answers.map(({ priceSources }) => roundedShares(priceSources));
  };
  expect(await sharesOf()).toEqual([shares, shares, shares]);
  await makeDays(database, clusterId, START, 1);
  expect(await sharesOf()).toEqual([shares, shares, shares]);

  const lines: string[] = [];
  expect(await verify({ database, cluster: "disks", signal: NEVER, print: (line) => lines.push(line) })).toBe(
    0,
  );
  expect(lines).toEqual([expect.stringContaining("1 hours and 1 days counted anew, 0 differ")]);
});
