import * as fc from "fast-check";
import { Client } from "pg";
import { beforeAll, expect, test } from "vitest";
import { appRouter } from "../../../server/src/api/router.ts";
import { type Procedure, proceduresOf } from "../../../server/src/api/procedures.ts";
import { askingRuns, askUntil } from "../../support/property-runs.ts";
import { useService } from "../support/service.ts";
import type { WireReply } from "../support/wire.ts";
import { asQuery, inputsFor } from "./hostile-inputs.ts";
import { schemaOf } from "./json-schema-arbitrary.ts";

// `KUBECENT_PROPERTY_RUNS=3500` tries two thousand; fast-check prints the seed of what it finds. Each example is two
// requests, to each of a hundred procedures.
const RUNS = { full: 60, part: 6 };
const procedures = proceduresOf(appRouter);
const queries = procedures.filter(({ type }) => type === "query");
const mutations = procedures.filter(({ type }) => type === "mutation");
const service = useService({ LOG_LEVEL: "error" });
const tables: string[] = [];

beforeAll(async () => {
  const client = new Client(service.database.url);
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'i')",
  );
  await client.end();
  // One-word names are words of answers as well.
  tables.push(...rows.map(({ name }) => name).filter((name) => name.includes("_")));
});

/** What needs a setting that this service lacks says so: channels have no key for their secrets here. */
const NOT_SET_UP = 501;
const isOurFault = (status: number): boolean => status >= 500 && status !== NOT_SET_UP;

/** No fault of ours, and nothing of our inside: no stack, no path, no table, no host. */
function expectSound(reply: WireReply, echoed: string): void {
  expect([reply.status, isOurFault(reply.status) ? reply.text : ""]).toEqual([expect.any(Number), ""]);
  expect(reply.json).toBeTypeOf("object");
  expect(reply.text).not.toMatch(
    /\bat .{1,200}\.[jt]s:\d+|node_modules|ECONN|ENOTFOUND|127\.0\.0\.1|postgres(ql)?:/,
  );
  // What the caller has sent may come back.
  const told = reply.status < 400 ? [] : tables.filter((name) => reply.text.includes(name));
  expect(told.filter((name) => !echoed.includes(name))).toEqual([]);
  expect(reply.headers["content-type"]).toContain("application/json");
}

async function tryTrpc({ name }: Procedure, input: unknown): Promise<number> {
  const body = JSON.stringify(input) ?? "";
  const headers = { "content-type": "application/json" };
  const reply = await service.ask(`/api/trpc/${name}`, { method: "POST", headers, body });
  expectSound(reply, body);
  return reply.status;
}

async function tryRest({ path, method }: Procedure, input: unknown): Promise<number> {
  const query = asQuery(input);
  const place = `/api/v1${path.replaceAll(/\{\w+\}/g, "1")}`;
  const body = JSON.stringify(input) ?? "";
  const post = { method, headers: { "content-type": "application/json" }, body };
  const reply = method === "GET" ? await service.ask(`${place}?${query}`) : await service.ask(place, post);
  expectSound(reply, body);
  return reply.status;
}

test.each(queries.map((query) => [query.name, query] as const))(
  "%s answers whatever input with sense, or refuses it by its field",
  async (_name, query) => {
    const inputs = inputsFor(schemaOf(query.input));
    const statuses = new Set<number>();

    const property = fc.asyncProperty(inputs, async (input) => {
      statuses.add(await tryTrpc(query, input)).add(await tryRest(query, input));
    });

    await askUntil(
      RUNS,
      () => statuses.has(200),
      (numRuns) => fc.assert(property, { numRuns }),
    );

    // Enough was sound to reach the database. Nobody guesses the id of a row.
    expect(statuses).toContain(query.path.includes("{id}") ? 404 : 200);
  },
);

// Last, for one of them may change what the others run under.
test("no mutation takes an input for a fault of ours", async () => {
  const statuses = new Set<number>();
  for (const mutation of mutations) {
    await fc.assert(
      fc.asyncProperty(inputsFor(schemaOf(mutation.input)), async (input) => {
        statuses.add(await tryTrpc(mutation, input)).add(await tryRest(mutation, input));
      }),
      { numRuns: askingRuns(RUNS.full, RUNS.part) },
    );
  }

  expect([...statuses].filter(isOurFault)).toEqual([]);
});
