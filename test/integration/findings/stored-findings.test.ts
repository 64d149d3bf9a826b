import { HOUR_MS, type Scope } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repriceHours } from "../../../server/src/collector/reprice-hours.ts";
import type { Finding } from "../../../server/src/domain/findings/finding.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  HOUR,
  ROUND_BOOK,
} from "../../support/observations.ts";
import { storeHour, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, callerWith, callWith, createTestServices } from "../../support/test-services.ts";

const WEB = { kind: "pod", namespace: "shop", name: "web" } as const;
const FINDINGS: readonly Finding[] = [
  { code: "usage_impossible", subject: WEB, minutes: 3, detail: "9.1e18 B, the node has 3.4e10 B" },
  { code: "usage_impossible", subject: { ...WEB, namespace: "pay" }, minutes: 1, detail: "-4 cores" },
  {
    code: "gpus_offered_beyond_real",
    subject: { kind: "node", name: "node-1" },
    minutes: 60,
    detail: "12 offered, 1 there",
  },
];

let database: TestDatabase;
let clusterId: number;
let services: ReturnType<typeof createTestServices>;

beforeAll(async () => {
  database = await createTestDatabase();
  services = createTestServices(database, () => HOUR + 24 * HOUR_MS);
  clusterId = await storeHours(database, "prod", [
    hourWith(HOUR, FINDINGS),
    hourWith(HOUR + HOUR_MS, FINDINGS.slice(0, 1)),
  ]);
});

afterAll(async () => {
  await database.drop();
});

/** Two pods of half a core and no memory on a node of one core: 0.02 each an hour, and the node 0.04. */
function hourWith(hour: number, findings: readonly Finding[]): ReturnType<typeof createObservation> {
  const containers = [createContainer({ cpuRequest: 0.5, ramRequestGib: 0 })];
  return createObservation({
    hour,
    nodes: [createNode({ cpuCores: 1, ramGib: 0 })],
    pods: ["shop", "pay"].map((namespace) =>
      createPod({ namespace, name: "web", uid: namespace, containers }),
    ),
    findings,
  });
}

function window(hours: number): { start: string; end: string } {
  return { start: new Date(HOUR).toISOString(), end: new Date(HOUR + hours * HOUR_MS).toISOString() };
}

test("an answer says which kinds of findings its window has, in how many hours, and what money they touch", async () => {
  const { coverage } = await callAs("viewer", services).cost.namespaces(window(2));

  expect(coverage.findings).toEqual([
    { cluster: "prod", code: "usage_impossible", gravity: "ignored", hours: 2, touchedCost: "0.060000000" },
    {
      cluster: "prod",
      code: "gpus_offered_beyond_real",
      gravity: "decided",
      hours: 1,
      touchedCost: "0.040000000",
    },
  ]);
});

test("the status of a cluster names the things, the figures, and what to do", async () => {
  const { rows } = await callAs("viewer", services).clusters.status();

  expect(rows[0]?.findings).toMatchObject([
    {
      code: "usage_impossible",
      hours: 2,
      lastHour: new Date(HOUR + HOUR_MS).toISOString().replace(".000", ""),
      things: 1,
      examples: [{ name: "shop/web", minutes: 3, detail: "9.1e18 B, the node has 3.4e10 B" }],
    },
    { code: "gpus_offered_beyond_real", things: 1, examples: [{ name: "node-1" }] },
  ]);
  expect(rows[0]?.findings[0]?.remedy).not.toBe("");
});

test("who sees a namespace sees the findings of its pods, and no others", async () => {
  const scope: Scope = { clusters: "all", namespaces: { prod: ["shop"] } };
  const shop = callWith(callerWith("viewer", scope), services);

  const { coverage } = await shop.cost.namespaces(window(2));

  expect(coverage.findings).toEqual([
    { cluster: "prod", code: "usage_impossible", gravity: "ignored", hours: 2, touchedCost: "0.040000000" },
  ]);
});

test("an hour that costs the same takes on what is found in it now", async () => {
  const hour = HOUR + 2 * HOUR_MS;
  const viewer = callAs("viewer", services);
  const asked = { start: new Date(hour).toISOString(), end: new Date(hour + HOUR_MS).toISOString() };
  await storeHour(database, clusterId, hourWith(hour, FINDINGS));
  const before = await viewer.cost.namespaces(asked);
  await storeHour(database, clusterId, hourWith(hour, FINDINGS));
  const same = await viewer.cost.namespaces(asked);

  const outcome = await storeHour(database, clusterId, hourWith(hour, []));

  expect(outcome).toBe("unchanged");
  expect(await codesOf(hour)).toEqual([]);
  // What caches hold of it is not given any more; while nothing changed, it was.
  const after = await viewer.cost.namespaces(asked);
  expect([before, same, after].map(({ coverage }) => coverage.findings?.length)).toEqual([2, 2, undefined]);
  expect(same.dataVersion).toBe(before.dataVersion);
  expect(after.dataVersion).not.toBe(before.dataVersion);
});

test("an hour that is priced anew keeps its findings, and says what they touch at the new prices", async () => {
  const hour = HOUR + 3 * HOUR_MS;
  await storeHour(database, clusterId, hourWith(hour, FINDINGS));
  const book = { ...ROUND_BOOK, name: "dearer", defaults: { ...ROUND_BOOK.defaults, perCpuCoreHour: 0.08 } };
  const stretch = { start: hour, end: hour + HOUR_MS, now: () => hour + 9 * HOUR_MS };

  await repriceHours(
    { database, clusterId, book, ...stretch },
    () => undefined,
    new AbortController().signal,
  );

  expect(await codesOf(hour)).toEqual([
    ["gpus_offered_beyond_real", "80000000"],
    ["usage_impossible", "40000000"],
    ["usage_impossible", "40000000"],
  ]);
});

async function codesOf(hour: number): Promise<string[][]> {
  const { rows } = await database.primary.query<{ code: string; touched: string }>(
    "select code, touched_nano::text as touched from hour_finding where cluster_id = $1 and hour = $2 order by 1, 2",
    [clusterId, new Date(hour)],
  );
  return rows.map(({ code, touched }) => [code, touched]);
}
