import { openTestDatabase } from "./test-database.ts";
import { Client } from "pg";
import { distributeTables } from "../../server/src/store/schema/distribute-tables.ts";
import { migrate } from "../../server/src/store/schema/migrate.ts";

// A run against Citus: each test's database is made on every server of the cluster, migrated and distributed. It
// cannot be copied from a template as elsewhere: its shards are in databases of other servers, and the extension's own
// worker is always connected to the template. To make the extension the run's user must be a superuser there.

/** A server of the cluster. */
interface CitusNode {
  readonly name: string;
  readonly port: number;
  readonly isCoordinator: boolean;
}

/** Whether the database that a run was given is Citus'. */
export async function isCitus(url: string): Promise<boolean> {
  const [row] = await query<{ citus: boolean }>(
    url,
    "select to_regproc('citus_add_node') is not null as citus",
  );
  return row?.citus ?? false;
}

/** One for each of two servers: each shard is a table, and to make all of them takes half a minute on a busy machine. */
const SHARDS = 2;

/** Makes a database with all tables distributed over the servers of the cluster. */
export async function createCitusDatabase(serverUrl: string, name: string): Promise<void> {
  const nodes = await readNodes(serverUrl);
  for (const node of nodes) await createOn(urlAt(serverUrl, node), name);
  const url = withDatabase(serverUrl, name);
  const coordinator = nodes.find((node) => node.isCoordinator);
  const host = coordinator ?? {
    name: new URL(serverUrl).hostname,
    port: Number(new URL(serverUrl).port || 5432),
  };
  await query(url, "select citus_set_coordinator_host($1, $2)", [host.name, host.port]);
  const workers = nodes.filter((node) => !node.isCoordinator);
  for (const worker of workers) await query(url, "select citus_add_node($1, $2)", [worker.name, worker.port]);
  // Alone, the coordinator keeps the shards itself.
  if (workers.length === 0)
    await query(url, "select citus_set_node_property($1, $2, 'shouldhaveshards', true)", [
      host.name,
      host.port,
    ]);
  await query(url, `alter database ${name} set citus.shard_count = ${SHARDS}`);
  await migrate(url);
  await distribute(url);
}

/** Removes the database from every server of the cluster. */
export async function dropCitusDatabase(serverUrl: string, name: string): Promise<void> {
  const nodes = await readNodes(serverUrl);
  for (const node of nodes)
    await query(urlAt(serverUrl, node), `drop database if exists ${name} with (force)`);
}

async function distribute(url: string): Promise<void> {
  const database = openTestDatabase(url);
  try {
    const { faults } = await distributeTables(database);
    if (faults.length > 0) throw new Error(faults.join("\n"));
  } finally {
    await database.primary.end();
  }
}

/** The coordinator first; a cluster of one server need not list itself. */
async function readNodes(serverUrl: string): Promise<CitusNode[]> {
  const listed = await query<CitusNode>(
    serverUrl,
    `select nodename as name, nodeport as port, groupid = 0 as "isCoordinator" from pg_dist_node
     where noderole = 'primary' order by groupid`,
  );
  if (listed.some((node) => node.isCoordinator)) return listed;
  const { hostname, port } = new URL(serverUrl);
  return [{ name: hostname, port: Number(port || 5432), isCoordinator: true }, ...listed];
}

/** Newer versions make the database on the workers by themselves. */
async function createOn(nodeUrl: string, name: string): Promise<void> {
  const known = await query(nodeUrl, "select from pg_database where datname = $1", [name]);
  if (known.length === 0) await query(nodeUrl, `create database ${name}`);
  await query(withDatabase(nodeUrl, name), "create extension if not exists citus");
}

function urlAt(serverUrl: string, { name, port, isCoordinator }: CitusNode): string {
  const url = new URL(serverUrl);
  // The coordinator is where it was said to be, whatever it calls itself.
  if (!isCoordinator) Object.assign(url, { hostname: name, port: String(port) });
  return url.href;
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function query<Row extends object>(
  connectionString: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
