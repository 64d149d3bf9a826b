import type { CapacityType, IdentityTold, Instant, PriceSource } from "@kubecent/shared";
import type pg from "pg";
import type { Labels } from "../../../domain/observation.ts";
import { run, sql } from "../../connection/sql.ts";
import { readTold } from "../../hours/told-letters.ts";
import { capacityTypeOf } from "../../names/capacity-cells.ts";

/** Which machine a node was when an hour ended, who told that, and who priced it. */
export interface StoredIdentity {
  readonly node: string;
  readonly providerId: string;
  readonly instanceType: string;
  readonly region: string;
  readonly zone: string;
  readonly capacityType: CapacityType;
  readonly told: IdentityTold;
  readonly labels: Labels;
  readonly billedByPods: boolean;
  readonly priceSource: PriceSource;
  readonly rule: string;
}

interface NodeRecord {
  name: string;
  provider_id: string;
  instance_type: string;
  region: string;
  spot: boolean;
  capacity_type: string;
  zone: string | null;
  identity_told: string | null;
  labels: Labels | null;
  billed_by_pods: boolean;
  price_source: PriceSource;
  price_rule: string;
}

/** Reads the nodes of an hour of a cluster, by their names; of several spans of a node the last. */
export async function readNodeIdentities(
  client: pg.ClientBase,
  { clusterId, hour }: { readonly clusterId: number; readonly hour: Instant },
): Promise<StoredIdentity[]> {
  const nodes = await run<NodeRecord>(
    client,
    sql`select distinct on (node.name) node.name, node.provider_id, node.instance_type, node.region, node.spot,
        node.capacity_type, zone, identity_told, label_set.labels, billed_by_pods, price_source, price_rule
      from node_hour fact join node using (cluster_id, node_id)
      left join label_set using (cluster_id, label_set_id)
      where fact.cluster_id = ${clusterId} and fact.hour = ${new Date(hour)} order by node.name, span desc`,
  );
  return nodes.map((record) => ({
    node: record.name,
    providerId: record.provider_id,
    instanceType: record.instance_type,
    region: record.region,
    zone: record.zone ?? "",
    capacityType: capacityTypeOf(record.spot, record.capacity_type),
    told: readTold(record.identity_told),
    labels: record.labels ?? {},
    billedByPods: record.billed_by_pods,
    priceSource: record.price_source,
    rule: record.price_rule,
  }));
}
