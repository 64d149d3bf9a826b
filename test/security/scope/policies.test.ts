import type { Scope } from "@kubecent/shared";
import type pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { onePage } from "../../../server/src/store/paging/page-source.ts";
import { readAssetPage } from "../../../server/src/store/queries/pages/asset-page.ts";
import { readCostPage } from "../../../server/src/store/queries/pages/cost-page.ts";
import { readAssetLines } from "../../../server/src/store/queries/pages/asset-lines.ts";
import { readExplainLines } from "../../../server/src/store/queries/pages/explain-lines.ts";
import { readNodePage } from "../../../server/src/store/queries/pages/node-page.ts";
import { readReconcilePage } from "../../../server/src/store/queries/pages/reconcile-page.ts";
import type { CostKey } from "../../../server/src/store/queries/where/selection.ts";
import { EVERYTHING, type Visibility } from "../../../server/src/store/access/visibility.ts";
import { inSnapshot, inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { createTestDatabase, type TestDatabase, openTestDatabase } from "../../support/test-database.ts";
import { FIRST_HOUR, storeSurrounded, WORLD_END } from "./scoped-worlds.ts";

const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };
const SEES_SHOP: Visibility = { shows: SHOP, wholeClusters: SHOP };

// Where Citus could not move rows between servers, nothing is forced upon their owner.
const onCitus = inject("postgresIsCitus");

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await storeSurrounded(database, "busy");
});
afterAll(async () => {
  await database.drop();
});

/** Tables whose rows are of a cluster; each has to have its policies. */
const TABLES = [
  "advice_hour",
  "advice_state_day",
  "asset",
  "asset_day",
  "asset_hour",
  "cluster",
  "cluster_asset_day",
  "cluster_asset_span",
  "cluster_day",
  "cluster_hour",
  "collection",
  "container",
  "container_day",
  "container_hour",
  "container_limit_day",
  "controller",
  "controller_day",
  "controller_hour",
  "controller_span",
  "cpu_throttled_day",
  "hour_finding",
  "label_set",
  "label_set_day",
  "label_set_span",
  "namespace",
  "namespace_day",
  "namespace_hour",
  "namespace_node_day",
  "namespace_node_span",
  "namespace_span",
  "node",
  "node_day",
  "node_hour",
  "node_usage_day",
  "node_usage_hour",
  "oom_kill_hour",
  "pod",
  "recommendation",
  "recommendation_bill",
  "recommendation_day",
  "recommendation_round",
  "total_day",
  "total_span",
  "usage_sketch_day",
  "usage_sketch_hour",
];

async function counts(client: pg.ClientBase): Promise<Record<string, number>> {
  const each: [string, number][] = [];
  for (const table of TABLES) {
    const { rows } = await client.query<{ count: bigint }>(`select count(*) from ${table}`);
    each.push([table, Number(rows[0]?.count)]);
  }
  return Object.fromEntries(each);
}

test("every table with rows of a cluster has row-level security, and forces it upon its owner", async () => {
  const { rows } = await database.primary.query<{ table: string; forced: boolean }>(
    `select relname as table, relrowsecurity and relforcerowsecurity as forced
     from pg_class join pg_attribute on attrelid = pg_class.oid
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
       and attname = 'cluster_id' order by relname`,
  );

  expect(rows).toEqual(TABLES.map((table) => ({ table, forced: !onCitus })));
});

test("no policy holds a subquery, which Citus refuses on tables that it distributes", async () => {
  const { rows } = await database.primary.query<{ qual: string }>(
    "select qual from pg_policies where schemaname = 'public'",
  );

  expect(rows.length).toBeGreaterThan(TABLES.length);
  expect(rows.filter(({ qual }) => /select/i.test(qual))).toEqual([]);
});

test("a transaction of those who see a part sees nothing until it says what", async () => {
  const client = await database.primary.connect();
  await client.query("begin; set local role kubecent_scoped");

  const seen = await counts(client);

  await client.query("rollback");
  client.release();
  expect(seen).toEqual(Object.fromEntries(TABLES.map((table) => [table, 0])));
});

test("a connection that served somebody shows nothing of it to the next who says nothing", async () => {
  const onlyOne = openTestDatabase(database.url, 1);
  const served = await inSnapshot(onlyOne, SEES_SHOP, (client) => counts(client));
  const client = await onlyOne.primary.connect();
  await client.query("begin; set local role kubecent_scoped");

  const seen = await counts(client);

  await client.query("rollback");
  client.release();
  await onlyOne.primary.end();
  expect(served["container_hour"]).toBeGreaterThan(0);
  expect(seen).toEqual(Object.fromEntries(TABLES.map((table) => [table, 0])));
});

test.each([
  ["app", "alter table container_hour disable row level security"],
  ["app", "drop policy app_all on container_hour"],
  ["app", "select count(*) from container_hour_20261116"],
  ["scoped", "select count(*) from container_hour_20261116"],
  ["scoped", "insert into cluster (name, source, currency) values ('mine', 'demo', 'EUR')"],
  ["scoped", "delete from container_hour"],
  ["scoped", "select count(*) from api_token"],
  ["scoped", "select count(*) from audit_logs"],
  ["scoped", "select count(*) from cached_answer"],
])("kubecent_%s may not do this: %s", async (role, statement) => {
  const client = await database.primary.connect();
  await client.query(`begin; set local role kubecent_${role}`);

  await expect(client.query(statement)).rejects.toThrow(/must be owner|permission denied/);

  await client.query("rollback");
  client.release();
});

test("the login that migrates backs up all rows, and is told where it would leave some out", async () => {
  const all = await inSnapshot(database, EVERYTHING, counts);
  const client = await database.primary.connect();
  await client.query("begin");

  // As pg_dump asks with --enable-row-security, and without.
  const seen = await counts(client);
  await client.query("set local row_security = off");
  const running = client.query("select count(*) from container_hour");

  await expect(running).rejects.toThrow(/affected by row-level security/);
  expect(seen).toEqual(all);
  await client.query("rollback");
  client.release();
});

test("who sees a part may call none of the functions that run with their owner's rights", async () => {
  const { rows } = await database.primary.query<{ name: string }>(
    `select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
       and has_function_privilege('kubecent_scoped', oid, 'execute')`,
  );

  expect(rows).toEqual([]);
});

test("the role of those who see a part may read what has policies, and do nothing else", async () => {
  const { rows } = await database.primary.query<{ table: string; privilege: string }>(
    `select table_name as table, privilege_type as privilege from information_schema.role_table_grants
     where grantee = 'kubecent_scoped' order by table_name`,
  );

  // Which list of prices is in use is no cluster's secret, so it has no policy.
  const readable = [...TABLES, "cost_snapshots", "price_list"].toSorted();
  expect(rows).toEqual(readable.map((table) => ({ table, privilege: "SELECT" })));
});

/** Namespaces that the view for people with SQL shows. */
function namesInView(visibility: Visibility): Promise<string[]> {
  return inSnapshot(database, visibility, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select distinct namespace as name from cost_snapshots order by 1",
    );
    return rows.map(({ name }) => name);
  });
}

test("the view for people with SQL shows the app no more than its tables do", async () => {
  expect(await namesInView(SEES_SHOP)).toEqual(["shop"]);
  expect(await namesInView(EVERYTHING)).toEqual(
    expect.arrayContaining(["billing", "hr", "kube-system", "shop", "shop-eu"]),
  );
});

test("a snapshot sees its namespaces' rows, and of its cluster what is said of the cluster itself", async () => {
  const { rows } = await inSnapshot(database, SEES_SHOP, (client) =>
    client.query<{ names: string[]; clusters: string[]; facts: bigint; sums: bigint; nodes: bigint }>(
      `select (select array_agg(distinct namespace.name) from container_hour join namespace using (cluster_id, namespace_id)) as names,
         (select array_agg(name) from cluster) as clusters,
         (select count(distinct pod_id) from container_hour where kind = 0) as facts,
         (select count(*) from total_day) + (select count(*) from controller_hour) as sums,
         (select count(*) from node_hour) + (select count(*) from asset_hour) as nodes`,
    ),
  );

  expect(rows).toEqual([{ names: ["shop"], clusters: ["prod"], facts: 5n, sums: 0n, nodes: 0n }]);
});

test("a namespace's name is a name to the policies too, whatever it looks like", async () => {
  const name = "it's \\'; reset role; --";
  await inTransaction(database, (client) =>
    client.query("insert into namespace (cluster_id, name) select cluster_id, $1 from cluster", [name]),
  );
  const scope: Scope = { clusters: ["prod"], namespaces: { prod: ["it*"] } };

  const { rows } = await inSnapshot(database, { shows: scope, wholeClusters: scope }, (client) =>
    client.query<{ name: string; role: string }>("select name, current_user as role from namespace"),
  );

  expect(rows).toEqual([{ name, role: "kubecent_scoped" }]);
});

/** A selection as it would be if the narrowing in the queries had been forgotten. */
const FORGOTTEN = { start: FIRST_HOUR, end: WORLD_END, filter: {}, partial: null };

async function clusterIds(): Promise<number[]> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ id: number }>("select cluster_id as id from cluster");
    return rows.map(({ id }) => id);
  });
}

const KEYS: readonly (readonly CostKey[])[] = [
  ["cluster", "namespace"],
  ["namespace", "pod", "container"],
  ["namespace", "controllerKind", "controller"],
  ["namespace", "label:team"],
  ["namespace", "node"],
];

test.each(KEYS)(
  "without the narrowing in the queries the policies hide other namespaces: %s, %s",
  async (...keys) => {
    const selection = { ...FORGOTTEN, clusterIds: await clusterIds() };
    const ask = { selection, keys, step: null, limit: 1_000, after: null, order: { by: "keys" } } as const;
    const view = { idle: "show", idleBy: "node", share: "weighted", shared: null } as const;

    const page = await inSnapshot(database, SEES_SHOP, (client) =>
      readCostPage(onePage(client), { ...ask, view }),
    );

    const place = keys.indexOf("namespace");
    expect([...new Set(page.rows.map((row) => row.keys[place]))]).toEqual(
      ["shop"].slice(0, page.rows.length),
    );
    expect(page.totals.idleNano + page.totals.sharedNano).toBe(0n);
  },
);

const EACH = { limit: 1_000, detail: "each" } as const;

test("without the narrowing in the queries the policies hide nodes, assets, both sides and prices", async () => {
  const selection = { ...FORGOTTEN, clusterIds: await clusterIds() };
  const paging = { limit: 100, after: null };

  const found = await inSnapshot(database, SEES_SHOP, async (client) => ({
    nodes: (await readNodePage(onePage(client), { selection, order: { by: "keys" }, ...paging })).rows,
    assets: (await readAssetPage(onePage(client), { selection, kinds: null, ...paging })).rows,
    sides: (await readReconcilePage(onePage(client), selection, paging)).totals.asset_nano,
    told: await readAssetLines(client, { selection, kinds: null, names: null }, EACH),
    lines: await readExplainLines(client, selection, EACH),
  }));

  expect(found).toEqual({ nodes: [], assets: [], sides: 0n, told: [], lines: expect.any(Array) });
  // Nothing was opened: nodes and volumes have no prices. What is left is traffic, of which there is none.
  expect(found.lines).toEqual([]);
});
