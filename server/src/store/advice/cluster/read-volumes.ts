import { DAY_MS } from "@kubecent/shared";
import type pg from "pg";
import type { VolumeEvidence } from "../../../domain/advice/asset-evidence.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import { run, sql } from "../../connection/sql.ts";
import type { EvidencePlace } from "../evidence/evidence-window.ts";
import { told } from "./told.ts";

/** How far back it is looked who had a volume mounted last. */
const DAYS_BACK = 400;
const HOURS_PER_DAY_NANO = 24e9;

interface VolumeRow {
  asset_id: bigint;
  name: string;
  namespace: string;
  storage_class: string;
  days: bigint;
  told_days: bigint;
  mounted_days: bigint;
  gib_hours_nano: bigint;
  cost_nano: bigint;
}

interface LastMount {
  asset_id: bigint;
  first_day: Date;
  last_mount: Date | null;
  kind: string | null;
  controller: string | null;
}

/**
 * Reads a cluster's volumes over whole days: on how many they were there, on how many it was told which pods mount what, and on how
 * many a pod had them mounted. Mounts that were found by names alone are none that were told.
 */
export async function readVolumes(client: pg.ClientBase, asked: EvidencePlace): Promise<VolumeEvidence[]> {
  const { clusterId, window } = asked;
  const [start, end] = [new Date(window.start), new Date(window.end)];
  const volumes = await run<VolumeRow>(
    client,
    sql`with mount as (select fact.day, fact.asset_id, pod.name as pod, namespace.name as namespace
        from container_day fact
        join pod using (cluster_id, pod_id) join namespace on namespace.cluster_id = fact.cluster_id
          and namespace.namespace_id = fact.namespace_id
        where fact.cluster_id = ${clusterId} and fact.day >= ${start} and fact.day < ${end}
          and fact.kind = 1 and fact.asset_id <> 0),
      guess as (select distinct date_trunc('day', hour, 'UTC') as day, thing -> 'subject' ->> 'namespace' as namespace,
          thing -> 'subject' ->> 'name' as pod
        from hour_finding, jsonb_array_elements(things) thing
        where cluster_id = ${clusterId} and hour >= ${start} and hour < ${end} and code = 'volume_pod_by_name'),
      told as (select distinct day from mount
        where not exists (select from guess where (guess.day, guess.namespace, guess.pod)
          = (mount.day, mount.namespace, mount.pod)))
      select asset_id, asset.name, asset.namespace, asset.storage_class, count(*) as days, count(told.day) as told_days,
        count(told.day) filter (where exists (select from mount
          where mount.day = fact.day and mount.asset_id = fact.asset_id)) as mounted_days,
        sum(quantity)::bigint as gib_hours_nano, sum(cost_nano)::bigint as cost_nano
      from asset_day fact join asset using (cluster_id, asset_id) left join told on told.day = fact.day
      where fact.cluster_id = ${clusterId} and fact.day >= ${start} and fact.day < ${end} and asset.kind = 'volume'
      group by asset_id, asset.name, asset.namespace, asset.storage_class
      order by asset.namespace, asset.name, asset_id`,
  );
  const unmounted = volumes.filter(({ mounted_days: days }) => days === 0n);
  const last = await readLastMounts(client, asked, unmounted);
  return volumes.map((volume) => evidenceOf(asked, volume, last.get(volume.asset_id)));
}

/** Who had them mounted last. Only the namespaces of these volumes are looked at, and those are few. */
async function readLastMounts(
  client: pg.ClientBase,
  { clusterId, window }: EvidencePlace,
  volumes: readonly VolumeRow[],
): Promise<Map<bigint, LastMount>> {
  if (volumes.length === 0) return new Map();
  const since = new Date(window.end - DAYS_BACK * DAY_MS);
  const ids = volumes.map(({ asset_id: id }) => id);
  const found = await run<LastMount>(
    client,
    sql`with wanted as (select asset_id, asset.cluster_id, namespace_id from asset
        left join namespace on namespace.cluster_id = asset.cluster_id and namespace.name = asset.namespace
        where asset.cluster_id = ${clusterId} and asset_id = any(${ids}::bigint[])),
      there as (select asset_id, min(day) as first_day from asset_day
        where cluster_id = ${clusterId} and day >= ${since} and day < ${new Date(window.end)}
          and asset_id = any(${ids}::bigint[]) group by asset_id),
      mount as (select distinct on (fact.asset_id) fact.asset_id, fact.day, controller.kind, controller.name
        from container_day fact join wanted using (cluster_id, namespace_id, asset_id)
        left join controller using (cluster_id, controller_id)
        where fact.cluster_id = ${clusterId} and fact.day >= ${since} and fact.day < ${new Date(window.end)}
          and fact.kind = 1
        order by fact.asset_id, fact.day desc, fact.volume_nano_gib_hours desc, controller.kind, controller.name)
      select asset_id, first_day, mount.day as last_mount, mount.kind, mount.name as controller
      from there left join mount using (asset_id)`,
  );
  return new Map(found.map((each) => [each.asset_id, each]));
}

function evidenceOf(asked: EvidencePlace, row: VolumeRow, last: LastMount | undefined): VolumeEvidence {
  const days = Number(row.days);
  const lastMount = last?.last_mount?.getTime();
  const since = lastMount === undefined ? last?.first_day.getTime() : lastMount + DAY_MS;
  const { kind, controller } = last ?? {};
  return {
    ...told(asked),
    name: row.name,
    namespace: row.namespace,
    storageClass: row.storage_class,
    bytes: Math.round((Number(row.gib_hours_nano) / (days * HOURS_PER_DAY_NANO)) * BYTES_PER_GIB),
    days,
    toldDays: Number(row.told_days),
    unmountedDays: Number(row.told_days - row.mounted_days),
    unmountedSince: since ?? null,
    lastUser: kind && controller ? { kind, name: controller } : null,
    costNano: row.cost_nano,
  };
}
