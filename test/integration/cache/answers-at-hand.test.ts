import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { HOUR } from "../../support/observations.ts";
import { HOURS, sampleHour, WINDOW } from "../../support/sample-cluster.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { createTestServices } from "../../support/test-services.ts";
import { type Ask, type Edge, type Reply, startEdge } from "../../unit/http/edge.ts";

const ALLOWED = "https://costs.example";
const QUERY = `start=${WINDOW.start}&end=${WINDOW.end}`;
const REST = `/api/v1/cost/namespaces?${QUERY}`;
const TRPC = `/api/trpc/cost.namespaces?input=${encodeURIComponent(JSON.stringify(WINDOW))}`;
/** Nobody on REST cares for it, and a request that has it is not taken for a plain one. */
const THE_LONG_WAY = { "trpc-accept": "application/json" };

let database: TestDatabase;
const edges: Edge[] = [];
const now = (): Instant => HOUR + HOURS * HOUR_MS + 20 * MINUTE_MS;

beforeAll(async () => {
  database = await createTestDatabase();
  await storeHours(database, "prod", hoursFrom(HOUR, HOURS).map(sampleHour));
});
afterAll(async () => {
  for (const edge of edges) await edge.close();
  await database.drop();
});

async function edgeWith(env: Record<string, string>): Promise<Edge> {
  const settings = readSettings({ ENVIRONMENT: "development", ...env });
  const edge = await startEdge({ env, services: createTestServices(database, now, settings) });
  edges.push(edge);
  // The question becomes known, and the answer is kept.
  for (const path of [REST, TRPC]) expect((await edge.ask(path)).status).toBe(200);
  return edge;
}

/** What differs from one request to the next by itself. */
const OF_ITS_OWN = new Set([
  "date",
  "x-request-id",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "ratelimit",
]);

function common({ status, headers, text }: Reply): object {
  const kept = Object.entries(headers).filter(([name]) => !OF_ITS_OWN.has(name));
  return { status, text, names: Object.keys(headers).toSorted(), headers: Object.fromEntries(kept) };
}

const WAYS: [string, string, Ask][] = [
  ["from no page", REST, {}],
  ["from a page that may read it", REST, { headers: { origin: ALLOWED } }],
  ["from a page that may not", REST, { headers: { origin: "https://elsewhere.example" } }],
  ["by who holds some answer", REST, { headers: { "if-none-match": '*, "x"' } }],
  ["by who holds another", REST, { headers: { "if-none-match": '"x"' } }],
  ["on a connection that ends", REST, { headers: { connection: "close" } }],
];

test.each(["*", `${ALLOWED},https://other.example`, ""])(
  "with CORS_ORIGINS=%j, an answer at hand has the bytes and headers that it has on the long way",
  async (origins) => {
    const edge = await edgeWith({ RATE_LIMIT_REQUESTS_PER_MINUTE: "1000", CORS_ORIGINS: origins });

    for (const [what, path, asked] of WAYS) {
      const short = await edge.ask(path, asked);
      const long = await edge.ask(path, { ...asked, headers: { ...asked.headers, ...THE_LONG_WAY } });

      expect({ what, ...common(short) }).toEqual({ what, ...common(long) });
    }
  },
);

test("each request is counted once, on either way, and refused as ever when there are too many", async () => {
  const edge = await edgeWith({ RATE_LIMIT_REQUESTS_PER_MINUTE: "6" });

  const replies = [
    await edge.ask(REST),
    await edge.ask(REST, { headers: THE_LONG_WAY }),
    await edge.ask(TRPC),
    await edge.ask(REST),
    await edge.ask(REST),
    await edge.ask(TRPC),
  ];

  expect(replies.map(({ headers }) => headers["x-ratelimit-remaining"])).toEqual([
    "3",
    "2",
    "1",
    "0",
    "0",
    "0",
  ]);
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
  expect(JSON.parse(replies[4]?.text ?? "")).toMatchObject({ code: "RATE_LIMITED" });
  expect(JSON.parse(replies[5]?.text ?? "")).toMatchObject({ error: { data: { code: "RATE_LIMITED" } } });
});

test("each leaves one line in the log and one count, under its own route", async () => {
  const edge = await edgeWith({ RATE_LIMIT_REQUESTS_PER_MINUTE: "1000" });

  const own = await edge.ask(REST, { headers: { "x-request-id": "my-own" } });
  const unsafe = await edge.ask(TRPC, { headers: { "x-request-id": "line\tbreak" } });
  const ids = [own, unsafe].map(({ headers }) => headers["x-request-id"]);
  for (const id of ids) expect(await edge.eventsOf(id)).toEqual([]);

  expect(ids).toEqual(["my-own", expect.stringMatching(/^[\da-f-]{36}$/)]);
  expect(edge.lines.filter(({ request_id: id }) => ids.includes(String(id)))).toMatchObject([
    { method: "GET", route: "/api/v1/cost/namespaces", status: 200, caller: "token:7" },
    { method: "GET", route: "/api/trpc/cost.namespaces", status: 200, caller: "token:7" },
  ]);
  const { text } = await edge.ask("/metrics");
  const counted = 'http_requests_total{route="/api/v1/cost/namespaces",method="GET",status="200"} 2';
  expect(text).toContain(counted);
});
