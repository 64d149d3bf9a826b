import type pg from "pg";
import type { AssetKind, CostRow } from "../../domain/allocation/measured-hour.ts";
import { COUNTED_SOURCES, MEASURE_OF_SOURCE, MONEY_MEASURES } from "../../domain/allocation/measures.ts";
import type { Labels } from "../../domain/observation.ts";
import { MEASURE_COLUMNS, readMeasures } from "../connection/columns.ts";
import { type HourPlace, ROW_KINDS } from "./hour-place.ts";

interface RowRecord extends Record<string, unknown> {
  kind: number;
  namespace: string;
  controller_kind: string;
  controller: string;
  pod: string | null;
  pod_uid: string | null;
  container: string | null;
  node: string | null;
  span: number;
  asset_kind: AssetKind | null;
  asset_namespace: string;
  asset_name: string;
  provider_id: string;
  storage_class: string;
  labels: Labels | null;
  namespace_labels: Labels | null;
  scaled: boolean;
}

const COLUMNS = MEASURE_COLUMNS.map((column) => `fact.${column}`).join(", ");

/** Reads an hour's rows with the names of all that they point to, and without their money. */
export async function readKeptRows(client: pg.ClientBase, place: HourPlace): Promise<CostRow[]> {
  const rows = await readPricedRows(client, place);
  return rows.map((row) => ({ ...row, measures: quantitiesOf(row.measures) }));
}

/** Reads an hour's rows as they were priced, with the names of all that they point to. */
export async function readPricedRows(
  client: pg.ClientBase,
  { clusterId, hour }: HourPlace,
): Promise<CostRow[]> {
  const { rows } = await client.query<RowRecord>(
    `select fact.kind, namespace.name as namespace, controller.kind as controller_kind,
       controller.name as controller, pod.name as pod, pod.uid as pod_uid, container.name as container,
       node.name as node, fact.span, asset.kind as asset_kind, asset.namespace as asset_namespace,
       asset.name as asset_name, asset.provider_id, asset.storage_class, own.labels,
       of_namespace.labels as namespace_labels, fact.scaled, ${COLUMNS}
     from container_hour fact
     join namespace using (cluster_id, namespace_id)
     join controller using (cluster_id, controller_id)
     left join pod using (cluster_id, pod_id)
     left join container using (cluster_id, container_id)
     left join node using (cluster_id, node_id)
     left join asset using (cluster_id, asset_id)
     left join label_set own on own.cluster_id = fact.cluster_id and own.label_set_id = fact.label_set_id
     left join label_set of_namespace on of_namespace.cluster_id = fact.cluster_id
       and of_namespace.label_set_id = fact.namespace_label_set_id
     where fact.cluster_id = $1 and fact.hour = $2`,
    [clusterId, new Date(hour)],
  );
  return rows.map(rowOf);
}

function rowOf(record: RowRecord): CostRow {
  const kind = ROW_KINDS[record.kind];
  if (!kind) throw new Error(`A row of cost has the unknown kind ${record.kind}`);
  return {
    kind,
    namespace: record.namespace,
    controllerKind: record.controller_kind,
    controller: record.controller,
    pod: record.pod ?? "",
    podUid: record.pod_uid ?? "",
    container: record.container ?? "",
    node: record.node ?? "",
    span: record.span,
    asset: record.asset_kind === null ? null : assetKeyOf(record, record.asset_kind),
    labels: record.labels ?? {},
    namespaceLabels: record.namespace_labels ?? {},
    scaled: record.scaled,
    measures: readMeasures(record),
  };
}

function assetKeyOf(record: RowRecord, kind: AssetKind): NonNullable<CostRow["asset"]> {
  return {
    kind,
    namespace: record.asset_namespace,
    name: record.asset_name,
    providerId: record.provider_id,
    storageClass: record.storage_class,
  };
}

function quantitiesOf(priced: CostRow["measures"]): CostRow["measures"] {
  const measures = { ...priced };
  for (const money of MONEY_MEASURES) measures[money] = 0n;
  for (const source of COUNTED_SOURCES) measures[MEASURE_OF_SOURCE[source]] = 0n;
  return measures;
}
