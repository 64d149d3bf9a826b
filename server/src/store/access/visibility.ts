import {
  FULL_SCOPE,
  isFullScope,
  namespacePatterns,
  type Scope,
  scopeShowsCluster,
  scopeShowsWhole,
} from "@kubecent/shared";
import type pg from "pg";
import { noteRole } from "../connection/pipelined.ts";
import { type Fragment, run, sql } from "../connection/sql.ts";

/** What somebody may read. */
export interface Visibility {
  /** Namespaces whose rows they may see. */
  readonly shows: Scope;
  /** Clusters of which they may see what belongs to no namespace: nodes, idle, the fee. Only whole ones count. */
  readonly wholeClusters: Scope;
}

/** All there is: for the service's own work, and for those who may see everything. */
export const EVERYTHING: Visibility = { shows: FULL_SCOPE, wholeClusters: FULL_SCOPE };

/** Whether nothing has to be left out. */
export function isEverything({ shows, wholeClusters }: Visibility): boolean {
  return isFullScope(shows) && isFullScope(wholeClusters);
}

/** Clusters that are seen in part, and the namespaces of which they are seen. All others are seen whole, or not at all. */
export interface PartialClusters {
  readonly clusterIds: readonly number[];
  readonly namespaceIds: readonly bigint[];
}

/** What a transaction may see, as ids. */
export interface Seen {
  /** Clusters that are seen, whole or in part; null where that is all of them. */
  readonly clusterIds: readonly number[] | null;
  /** Null where no cluster is seen in part alone. */
  readonly partial: PartialClusters | null;
}

/** Nothing is left out. */
export const SEEN_ALL: Seen = { clusterIds: null, partial: null };

/**
 * Narrows the transaction that `client` is in to what may be seen, and returns that as ids. Names are looked up once, in
 * the transaction's own snapshot. From then on it runs under a role that writes nothing and sees what is listed by id.
 */
export async function narrowTo(client: pg.ClientBase, visibility: Visibility): Promise<Seen> {
  if (isEverything(visibility)) return SEEN_ALL;

  const all = await run<KnownCluster>(client, sql`select cluster_id, name from cluster`);
  const shown = all.filter(({ name }) => scopeShowsCluster(visibility.shows, name));
  const isWhole = ({ name }: KnownCluster): boolean =>
    scopeShowsWhole(visibility.shows, name) && scopeShowsWhole(visibility.wholeClusters, name);
  const parts = shown.filter((cluster) => !isWhole(cluster));
  const namespaces = await readNamespaces(client, visibility.shows, parts);
  const clusterIds = idsOf(shown);
  await narrow(client, { wholeClusters: idsOf(shown.filter(isWhole)), clusters: clusterIds, namespaces });
  const namespaceIds = namespaces.map(({ namespace_id: id }) => id);
  return { clusterIds, partial: parts.length === 0 ? null : { clusterIds: idsOf(parts), namespaceIds } };
}

function idsOf(clusters: readonly KnownCluster[]): number[] {
  return clusters.map(({ cluster_id: id }) => id);
}

interface KnownCluster {
  readonly cluster_id: number;
  readonly name: string;
}

interface KnownNamespace extends KnownCluster {
  readonly namespace_id: bigint;
}

/**
 * Names are looked up by index; beginnings of names are held against all namespaces of their cluster. Each part picks its
 * clusters, and there is none of no clusters, which Citus would ask of all servers: those who see a part are answered while the
 * server of another cluster is away.
 */
async function readNamespaces(
  client: pg.ClientBase,
  scope: Scope,
  clusters: readonly KnownCluster[],
): Promise<KnownNamespace[]> {
  const wanted = clusters.flatMap(({ cluster_id: id, name }) =>
    namespacePatterns(scope, name).map((pattern) => ({ id, pattern })),
  );
  const lookups = [
    ...lookup(
      wanted.filter(({ pattern }) => !pattern.endsWith("*")),
      sql`namespace.name = pattern`,
    ),
    ...lookup(
      wanted.filter(({ pattern }) => pattern.endsWith("*")),
      sql`starts_with(namespace.name, left(pattern, -1))`,
    ),
  ];
  if (lookups.length === 0) return [];
  return run<KnownNamespace>(client, sql`${sql.join(lookups, sql` union `)} order by namespace_id`);
}

interface WantedPattern {
  readonly id: number;
  readonly pattern: string;
}

function lookup(wanted: readonly WantedPattern[], matches: Fragment): Fragment[] {
  if (wanted.length === 0) return [];
  const ids = wanted.map(({ id }) => id);
  const patterns = wanted.map(({ pattern }) => pattern);
  return [
    sql`select cluster_id, namespace_id, namespace.name from namespace
      join unnest(${ids}::int[], ${patterns}::text[]) wanted(cluster_id, pattern) using (cluster_id)
      where cluster_id = any(${ids}::int[]) and ${matches}`,
  ];
}

interface NarrowedIds {
  readonly wholeClusters: readonly number[];
  readonly clusters: readonly number[];
  readonly namespaces: readonly KnownNamespace[];
}

/** The role that reads what is listed for it, and writes nothing. */
const SCOPED_ROLE = "kubecent_scoped";

/** The number of lists; the policies of the migration pick one by namespace_id modulo this. */
const NAMESPACE_LISTS = 64n;

async function narrow(
  client: pg.ClientBase,
  { wholeClusters, clusters, namespaces }: NarrowedIds,
): Promise<void> {
  const names = namespaces.map(({ cluster_id: id, name }) => `${id}/${name}`);
  const lists = Map.groupBy(
    namespaces.map(({ namespace_id: id }) => id),
    (id) => id % NAMESPACE_LISTS,
  );
  const settings = localSettings(client, {
    scope_wholes: idList(wholeClusters),
    scope_clusters: idList(clusters),
    scope_names: ["", ...names, ""].join("\n"),
    ...Object.fromEntries([...lists].map(([place, ids]) => [`scope_namespaces_${place}`, idList(ids)])),
  });
  await client.query(`${settings}; set local role ${SCOPED_ROLE}`);
  noteRole(client, SCOPED_ROLE);
}

/** Things that belong to no namespace, and of which something is seen because of what stood on them. */
export interface OpenedIds {
  readonly nodeIds: readonly bigint[];
  readonly assetIds: readonly bigint[];
}

/** Lets the transaction see the hours of some nodes and assets too, in clusters that are seen in part. */
export async function openHours(client: pg.ClientBase, { nodeIds, assetIds }: OpenedIds): Promise<void> {
  await client.query(localSettings(client, { scope_nodes: idList(nodeIds), scope_assets: idList(assetIds) }));
}

/**
 * Statements that make settings until the transaction ends: a pooler hands the connection to somebody else after it.
 * Not `set_config`, which Citus does not carry to where the rows are; elsewhere its own setting means nothing.
 */
function localSettings(client: pg.ClientBase, settings: Readonly<Record<string, string>>): string {
  const made = Object.entries(settings).map(
    ([name, value]) => `set local kubecent.${name} = ${client.escapeLiteral(value)}`,
  );
  return ["set local citus.propagate_set_commands = 'local'", ...made].join("; ");
}

/** As the policies search it: a number with a comma on each side. */
function idList(ids: readonly (bigint | number)[]): string {
  return `,${ids.join(",")},`;
}
