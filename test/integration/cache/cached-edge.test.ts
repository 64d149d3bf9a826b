import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { appRouter } from "../../../server/src/api/router.ts";
import { isCached, proceduresOf } from "../../../server/src/api/procedures.ts";
import { openAnswerCache } from "../../../server/src/cache/open-answer-cache.ts";
import { createContainer, createPod, everyMinute, HOUR } from "../../support/observations.ts";
import { HOURS, sampleHour, WINDOW } from "../../support/sample-cluster.ts";
import { hoursFrom, storeHour, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { createTestServices } from "../../support/test-services.ts";
import { bodyOf, type Edge, type Reply, startEdge } from "../../unit/http/edge.ts";

let database: TestDatabase;
let clusterId: number;
const clock: { now: Instant } = { now: HOUR + HOURS * HOUR_MS + 20 * MINUTE_MS };
const now = (): Instant => clock.now;
const env = { RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000" };
const edges: Edge[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  clusterId = await storeHours(database, "prod", hoursFrom(HOUR, HOURS).map(sampleHour));
});
afterAll(async () => {
  for (const edge of edges) await edge.close();
  await database.drop();
});

/** An edge over the test's database; `generation` tells processes that share the table from those that do not. */
async function edgeOf(generation: string, ttlSeconds = 300): Promise<{ edge: Edge; services: ApiServices }> {
  const services: ApiServices = {
    ...createTestServices(database, now),
    cursors: {
      write: (_question, { keys }) => keys.join(),
      read: (_question, cursor) => ({ nano: 0n, keys: [cursor] }),
    },
    cache: openAnswerCache({
      database,
      now,
      settings: () => ({ cacheTtlSeconds: ttlSeconds, cacheEndpoints: {} }),
      generation: [generation],
    }),
  };
  const edge = await startEdge({ env, services });
  edges.push(edge);
  return { edge, services };
}

const QUERY = `start=${WINDOW.start}&end=${WINDOW.end}`;
const PARAMETERS: Readonly<Record<string, string>> = {
  "cost.labels": `${QUERY}&name=team`,
  "cost.explain": `${QUERY}&namespace=shop`,
  "cost.allocation": `${QUERY}&aggregate=namespace,label:team&idle=share`,
  "cost.timeseries": `${QUERY}&step=hour`,
  "cost.forecast": "days=7",
  "recommendations.list": "limit=10",
  "recommendations.summary": "cluster=prod",
  "recommendations.savings": "cluster=prod",
};
const CACHED = proceduresOf(appRouter)
  .filter(({ name }) => isCached(name))
  .map(({ name, path }) => ({ name, path: `/api/v1${path}?${PARAMETERS[name] ?? QUERY}` }));

async function metricOf(edge: Edge, line: string): Promise<number> {
  const { text } = await edge.ask("/metrics");
  const found = text.split("\n").find((each) => each.startsWith(`${line} `));
  return Number(found?.split(" ").at(-1) ?? 0);
}
const MEMORY_HITS = 'kubecent_cache_hits_total{layer="memory",state="fresh"}';
const TABLE_HITS = 'kubecent_cache_hits_total{layer="database",state="fresh"}';
const MISSES = "kubecent_cache_misses_total";

async function rowsInTable(): Promise<number> {
  const { rows } = await database.primary.query<{ count: bigint }>("select count(*) from cached_answer");
  return Number(rows[0]?.count);
}

function tagOf({ headers }: Reply): string {
  return String(headers["etag"]);
}

test.each(CACHED)(
  "$name answers the same bytes without a cache, with it, and from another process's",
  async ({ path }) => {
    const rowsBefore = await rowsInTable();
    const { edge: uncached } = await edgeOf("uncached", 0);
    const { edge: first } = await edgeOf(`same ${path}`);
    const { edge: second } = await edgeOf(`same ${path}`);

    const replies = [await uncached.ask(path), await first.ask(path), await first.ask(path)];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    // It is put into the table while it is already being sent.
    await expect.poll(rowsInTable).toBe(rowsBefore + 1);
    replies.push(await second.ask(path));

    expect(replies.at(-1)?.status).toBe(200);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(new Set(replies.slice(1).map(tagOf)).size).toBe(1);
    expect(replies[0]?.text.length).toBeGreaterThan(100);
    expect([await metricOf(first, MISSES), await metricOf(first, MEMORY_HITS)]).toEqual([1, 1]);
    expect([await metricOf(second, MISSES), await metricOf(second, TABLE_HITS)]).toEqual([0, 1]);
    expect(await metricOf(uncached, MISSES)).toBe(0);
  },
);

test("tRPC gives the same answer as REST, from the same entry, by GET and by POST", async () => {
  const { edge } = await edgeOf("trpc");
  const input = JSON.stringify(WINDOW);
  const rest = await edge.ask(`/api/v1/cost/namespaces?${QUERY}`);

  const path = `/api/trpc/cost.namespaces?input=${encodeURIComponent(input)}`;
  const replies = [await edge.ask(path), await edge.ask(path)];
  const posted = await edge.ask("/api/trpc/cost.namespaces", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: input,
  });

  for (const { status, text, headers } of [...replies, posted]) {
    expect(status).toBe(200);
    expect(text).toBe(`{"result":{"data":${rest.text}}}`);
    expect(headers).toMatchObject({
      "cache-control": "private, no-cache",
      vary: "Authorization, Accept, Accept-Encoding, Origin",
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(text)),
    });
  }
  expect(await metricOf(edge, MISSES)).toBe(1);
});

test("batches and streams are answered as ever", async () => {
  const { edge } = await edgeOf("batch");
  const single = await edge.ask(`/api/v1/cost/namespaces?${QUERY}`);
  const input = encodeURIComponent(JSON.stringify({ 0: WINDOW }));
  const path = `/api/trpc/cost.namespaces,system.info?batch=1&input=${input}`;

  const batch = await edge.ask(path);
  const stream = await edge.ask(path, { headers: { "trpc-accept": "application/jsonl" } });

  expect(JSON.parse(batch.text)).toMatchObject([{ result: { data: JSON.parse(single.text) } }, {}]);
  expect(stream.text.trim().split("\n").length).toBeGreaterThan(1);
});

test("who has the answer already is told so, also after it came out of memory", async () => {
  const { edge } = await edgeOf("etag");
  const path = `/api/v1/cost/pods?${QUERY}`;
  const first = await edge.ask(path);
  const etag = tagOf(first);

  const same = await edge.ask(path, { headers: { "if-none-match": etag } });
  const head = await edge.ask(path, { method: "HEAD" });

  expect(etag).toMatch(/^"[\w-]{27}"$/);
  expect(same).toMatchObject({ status: 304, text: "" });
  expect(same.headers).toMatchObject({ etag, "cache-control": "private, no-cache" });
  expect(head).toMatchObject({ status: 200, text: "" });
  expect(head.headers["content-length"]).toBe(String(Buffer.byteLength(first.text)));
});

test("a restated hour is seen at once by who wrote it, within a second by the others, and changes the tag", async () => {
  const { edge: writer, services } = await edgeOf("restated");
  const { edge: other } = await edgeOf("restated");
  const path = `/api/v1/cost/namespaces?${QUERY}`;
  const before = await writer.ask(path);
  await other.ask(path);

  const container = createContainer({ ran: everyMinute(1), cpuRequest: 1, cpuUsage: 1, ramUsageGib: 1 });
  const late = createPod({ name: "late", namespace: "late", node: "node-1", containers: [container] });
  const observed = sampleHour(HOUR);
  await storeHour(database, clusterId, { ...observed, pods: [...observed.pods, late] });
  services.cache.versions.expire();
  const after = await writer.ask(path, { headers: { "if-none-match": tagOf(before) } });

  expect(after.status).toBe(200);
  expect(after.text).toContain('"namespace":"late"');
  expect(bodyOf(after)["dataVersion"]).not.toBe(bodyOf(before)["dataVersion"]);
  await expect.poll(async () => (await other.ask(path)).text).toBe(after.text);
});

test("a cached answer is for those who may ask alone, and is counted", async () => {
  const { edge } = await edgeOf("refused");
  const path = `/api/v1/cost/nodes?${QUERY}`;
  await edge.ask(path);
  await edge.ask(path);

  const replies = [
    await edge.ask(path, { token: null }),
    await edge.ask(path, { token: `kc_${"x".repeat(43)}` }),
    await edge.ask(path),
  ];

  expect(replies.map(({ status }) => status)).toEqual([401, 401, 200]);
  expect(Number(replies[2]?.headers["x-ratelimit-remaining"])).toBeLessThan(1_000_000 - 2);
  expect(replies[0]?.text).not.toContain("node-1");
});

test("what is refused is refused again, and never comes out of the cache", async () => {
  const { edge } = await edgeOf("invalid");
  const refused = [
    "/api/v1/cost/namespaces?naemspace=a",
    "/api/v1/cost/namespaces?limit=0",
    "/api/v1/cost/namespaces?start=2026-11-17T00:00:00Z",
    `/api/trpc/cost.namespaces?input=${encodeURIComponent('{"label":{"__proto__":"x"}}')}`,
  ];

  for (const path of [...refused, ...refused]) expect((await edge.ask(path)).status).toBe(422);

  expect(await metricOf(edge, "kubecent_cache_entries")).toBe(0);
});

test("a relative window moves on at the moment when another hour is due", async () => {
  const { edge } = await edgeOf("moving");
  const path = "/api/v1/cost/namespaces?window=24h";
  const windowOf = async (): Promise<unknown> => bodyOf(await edge.ask(path))["window"];
  const due = HOUR + (HOURS + 1) * HOUR_MS + 10 * MINUTE_MS;

  clock.now = due - 1;
  const before = [await windowOf(), await windowOf()];
  clock.now = due;
  const after = await windowOf();

  expect(before[1]).toEqual(before[0]);
  expect(before[0]).toMatchObject({ end: new Date(due - 70 * MINUTE_MS).toISOString().replace(".000", "") });
  expect(after).toMatchObject({ end: new Date(due - 10 * MINUTE_MS).toISOString().replace(".000", "") });
});

test("metrics tell counts, ages and sizes, and no name", async () => {
  const { edge } = await edgeOf("metrics");
  const path = `/api/v1/cost/namespaces?${QUERY}&namespace=shop`;
  await edge.ask(path);
  await edge.ask(path);

  const { text } = await edge.ask("/metrics");

  expect(text).toContain("kubecent_cache_answer_age_seconds_count 1");
  expect(text).toMatch(/^kubecent_cache_bytes [1-9]\d+$/m);
  expect(text).not.toMatch(/shop|prod|tester/);
});
