import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { inMoment } from "../../../server/src/store/connection/transaction.ts";
import { readStoredAmount } from "../../../server/src/store/health/stored-amount.ts";
import { migrate } from "../../../server/src/store/schema/migrate.ts";
import { type BreakableLink, openLink } from "../../support/breakable-link.ts";
import {
  type CitusWorker,
  isolate,
  placesOf,
  takeIn,
  takeOut,
  workersOf,
} from "../../support/citus-servers.ts";
import { askAnew, loadClusters, type LoadedClusters, startLoad } from "../../support/cluster-load.ts";
import { verified } from "../../support/named-world.ts";
import { HOUR } from "../../support/observations.ts";
import { runSql } from "../../support/postgres-servers.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { createTestServices } from "../../support/test-services.ts";
import { type Edge, startEdge } from "../../unit/http/edge.ts";

// Only servers of a cluster can do what this is about: nothing stands in for them.
describe.runIf(inject("postgresIsCitus"))("on several servers of Citus", () => {
  let database: TestDatabase;
  let loaded: LoadedClusters;
  let admin: Edge;
  let scoped: Edge;
  let leaving: CitusWorker;
  /** The same worker by another address. */
  let linked: CitusWorker;
  let link: BreakableLink;

  beforeAll(async () => {
    database = await createTestDatabase(8);
    loaded = await loadClusters(database, ["north", "east", "south", "west", "far-north", "far-east"]);
    const env = { ENVIRONMENT: "development", RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000" };
    const services = createTestServices(database, () => HOUR + 900 * HOUR_MS, readSettings(env));
    admin = await startEdge({ env, services });
    scoped = await startEdge({
      env,
      services,
      scope: { clusters: "all", namespaces: { "*": ["shop"] } },
    });
    const workers = await workersOf(database);
    const last = workers.at(-1);
    if (!last || workers.length < 2) throw new Error(`Found ${workers.length} workers, wanted two at least`);
    leaving = last;
    link = await openLink(`postgres://${last.host}:${last.port}`);
    linked = { host: "127.0.0.1", port: Number(new URL(link.url).port) };
  });
  afterAll(async () => {
    for (const edge of [admin, scoped]) await edge.close();
    await database.drop();
    await link.close();
  });

  test("a table that a migration has made goes where it belongs with the next migrating", async () => {
    await runSql(database.directUrl, ["select undistribute_table('controller_span')"]);

    await migrate(database.directUrl);
    const { rows } = await database.primary.query(
      "select citus_table_type as kind, distribution_column as by from citus_tables where table_name = 'controller_span'::regclass",
    );
    expect(rows).toEqual([{ kind: "distributed", by: "cluster_id" }]);
  });

  test("the database is as large as it is on all servers together", async () => {
    const { rows } = await database.primary.query<{ bytes: number }>(
      "select pg_database_size(current_database())::float8 as bytes",
    );
    const here = rows[0]?.bytes ?? Number.NaN;

    const { databaseBytes } = await inMoment(database, readStoredAmount);
    // Each of the workers has the tables of names and of sums, whose indexes alone are larger than this.
    expect(databaseBytes).toBeGreaterThan(1.5 * here);
  });

  test("rows move off a server and to a new one under load: nothing is lost, and nothing answered wrong", async () => {
    const load = await startLoad(loaded, [admin, scoped]);
    await takeOut(database, leaving);
    const without = await placesOf(database, [...loaded.ids.values()]);
    await takeIn(database, linked);
    const { hours, answered, refused, wrong } = await load.end();

    const places = await placesOf(database, [...loaded.ids.values()]);
    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(refused);
    expect([...without.values()]).not.toContain(linked.port);
    expect(new Set(places.values()).size).toBeGreaterThan(1);
    expect(await verified(database)).toEqual(
      [...loaded.ids.keys()]
        .toSorted()
        .map((name) => expect.stringMatching(new RegExp(`^${name}: ${hours} hours .* 0 differ`))),
    );
  });

  test("while a server is away its clusters are refused with a time to come again, and the others answered to everybody", async () => {
    const places = await placesOf(database, [...loaded.ids.values()]);
    const there = [...loaded.ids].filter(([, id]) => places.get(id) !== linked.port);
    const [alone] = there;
    if (!alone || there.length < 2) throw new Error(`Found ${there.length} clusters elsewhere, wanted two`);
    await isolate(database, alone[1]);

    await link.cut();
    const replies = [];
    for (const [cluster, id] of loaded.ids) {
      for (const edge of [admin, scoped])
        replies.push({
          isRefused: places.get(id) === linked.port,
          ...(await askAnew(edge, "pods?", cluster)),
        });
    }
    for (const edge of [admin, scoped])
      replies.push({ isRefused: true, ...(await askAnew(edge, "pods?", [...loaded.ids.keys()].join(","))) });
    // Citus puts together the rows of these, for they are in several tables of that server.
    const together = there.map(([name]) => name).join(",");
    for (const [edge, question] of [
      [admin, "namespaces?idle=share&"],
      [admin, "workloads?"],
      [scoped, "workloads?"],
    ] as const)
      replies.push({ isRefused: false, ...(await askAnew(edge, question, together)) });
    const migrations = await migrate(database.directUrl);
    await link.mend();

    expect(migrations).toEqual([]);
    for (const { isRefused, status, retryAfter } of replies) {
      expect(status).toBe(isRefused ? 503 : 200);
      expect(retryAfter).toMatch(isRefused ? /^[1-9]/ : /^$/);
    }
    for (const cluster of loaded.ids.keys()) {
      for (const edge of [admin, scoped])
        await expect.poll(async () => (await askAnew(edge, "pods?", cluster)).status).toBe(200);
    }
  });
});
