import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { procedureFor, router } from "../../../server/src/api/trpc.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { sql } from "../../../server/src/store/connection/sql.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { createTestServices } from "../../support/test-services.ts";
import { type Ask, bodyOf, type Edge, factsOf, type Reply, startEdge } from "../../unit/http/edge.ts";

const read = { times: 0 };
const WordSchema = z.strictObject({
  window: z.literal("24h").default("24h"),
  word: z.enum(["a", "b"]).transform((word) => {
    read.times += 1;
    return word.toUpperCase();
  }),
  limit: z.int().default(10),
  cursor: z.string().optional(),
});
const PageSchema = z.object({
  rows: z.array(z.object({ word: z.string() })),
  nextCursor: z.string().nullable(),
  dataVersion: z.string(),
});

const pages = (permission: "cost:view" | "access:edit", path: `/${string}`) =>
  procedureFor(permission)
    .meta({ rest: { method: "GET", path, summary: "A sample" } })
    .input(WordSchema)
    .output(PageSchema)
    .query(async ({ ctx: { held }, input: { word, cursor } }) => {
      // A file counts its rows in its own snapshot.
      await held?.read(EVERYTHING, (source) => source.page(1, () => sql`select generate_series(1, 2)`));
      return { rows: [{ word }], nextCursor: cursor === undefined ? "next" : null, dataVersion: "1" };
    });

const change = (permission: "cost:view" | "access:edit", path: `/${string}`) =>
  procedureFor(permission)
    .meta({ rest: { method: "POST", path, summary: "A sample" } })
    .input(WordSchema)
    .output(z.string())
    .mutation(({ input: { word } }) => word);

/** A name that the cache keeps, one that it does not, and changes; each for viewers, and for admins alone. */
const samples = router({
  cost: { namespaces: pages("cost:view", "/kept"), pods: pages("access:edit", "/kept-closed") },
  sample: {
    plain: pages("cost:view", "/plain"),
    closed: pages("access:edit", "/closed"),
    change: change("cost:view", "/change"),
    closedChange: change("access:edit", "/closed-change"),
  },
});

/** The procedures of refused calls, in the order in which they were put on record. */
const noted: string[] = [];

function withNoted(all: ApiServices): ApiServices {
  const { refusals } = all.audit;
  const note: typeof refusals.note = (attempt) => {
    noted.push(attempt.record.resourceId ?? "");
    refusals.note(attempt);
  };
  return { ...all, audit: { ...all.audit, refusals: { ...refusals, note } } };
}

let database: TestDatabase;
let services: ApiServices;
let edge: Edge;

beforeAll(async () => {
  database = await createTestDatabase();
  services = withNoted(createTestServices(database, Date.now));
  edge = await startEdge({ router: samples, services, env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "1000" } });
});
afterAll(async () => {
  await edge.close();
  await services.audit.refusals.settled();
  await services.audit.exports.settled();
  await database.drop();
});
beforeEach(() => {
  read.times = 0;
});

const JSON_TYPE = { "content-type": "application/json" };
const post = (body: object): Ask => ({ method: "POST", headers: JSON_TYPE, body: JSON.stringify(body) });
const trpc = (name: string, input: object): string =>
  `/api/trpc/${name}?input=${encodeURIComponent(JSON.stringify(input))}`;

function codeOf(path: string, reply: Reply): unknown {
  return (path.startsWith("/api/trpc") ? factsOf(reply) : bodyOf(reply))["code"];
}

/** Ways to ask for what viewers may not, each with something wrong besides. */
const WRONG: readonly { readonly path: string; readonly ask?: Ask }[] = [
  { path: "/api/v1/closed?colour=red" },
  { path: "/api/v1/closed?word=c" },
  { path: "/api/v1/closed?word=%" },
  { path: "/api/v1/closed?word=a&format=exe" },
  { path: "/api/v1/closed?word=a&format=csv&limit=3" },
  { path: "/api/v1/closed?word=c&format=csv" },
  { path: "/api/v1/kept-closed?word=c" },
  { path: "/api/v1/kept-closed?word=c&format=ndjson" },
  { path: "/api/v1/closed-change", ask: post({ word: "c" }) },
  { path: "/api/v1/closed-change", ask: post([]) },
  { path: trpc("sample.closed", { word: "c" }) },
  { path: trpc("cost.pods", { word: "c" }) },
  { path: trpc("cost.pods", JSON.parse('{"word":"a","__proto__":1}')) },
  { path: "/api/trpc/sample.closedChange", ask: post({ word: "c" }) },
];

test.each(WRONG)(
  "$path: who may not ask hears that, and nothing of the input",
  async ({ path, ask = {} }) => {
    const stranger = await edge.ask(path, { ...ask, token: null });
    const viewer = await edge.ask(path, ask);

    expect(stranger.status).toBe(401);
    expect(codeOf(path, stranger)).toBe("TOKEN_MISSING");
    expect(viewer.status).toBe(403);
    expect(codeOf(path, viewer)).toBe("FORBIDDEN");
    expect(read.times).toBe(0);
  },
);

test.each([
  { path: "/api/v1/kept?word=c" },
  { path: "/api/v1/plain?word=c&format=csv" },
  { path: trpc("cost.namespaces", { word: "c" }) },
  { path: trpc("sample.plain", { word: "c" }) },
  { path: "/api/v1/change", ask: post({ word: "c" }) },
])("$path: who may ask hears what is wrong", async ({ path, ask = {} }) => {
  const reply = await edge.ask(path, ask);

  expect(reply.status).toBe(422);
  expect(codeOf(path, reply)).toBe("VALIDATION_FAILED");
});

test.each([
  { path: "/api/v1/kept?word=a", ask: {} },
  { path: "/api/v1/plain?word=a", ask: {} },
  { path: "/api/v1/change", ask: post({ word: "a" }) },
  { path: trpc("cost.namespaces", { word: "b" }), ask: {} },
  { path: trpc("sample.plain", { word: "a" }), ask: {} },
  { path: `${trpc("cost.namespaces", { 0: { word: "a" } })}&batch=1`, ask: {} },
  { path: "/api/trpc/sample.change", ask: post({ word: "a" }) },
  // Two pages, and so two calls, of one input.
  { path: "/api/v1/plain?word=a&format=csv", ask: {} },
])("$path: the input is read once", async ({ path, ask }) => {
  const reply = await edge.ask(path, ask);

  expect(reply.status).toBe(200);
  expect(reply.text).toMatch(/\b[AB]\b/);
  expect(read.times).toBe(1);
});

test.each([
  { path: "/api/v1/closed?word=a", name: "sample.closed" },
  { path: "/api/v1/kept-closed?word=a", name: "cost.pods" },
  { path: trpc("cost.pods", { word: "a" }), name: "cost.pods" },
  { path: trpc("sample.closed", { word: "a" }), name: "sample.closed" },
])("$path: a refusal is counted once", async ({ path, name }) => {
  noted.length = 0;

  await edge.ask(path);

  expect(noted).toEqual([name]);
});
