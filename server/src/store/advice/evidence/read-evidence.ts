import { DAY_MS } from "@kubecent/shared";
import type pg from "pg";
import type { WorkloadEvidence } from "../../../domain/advice/evidence.ts";
import type { Labels } from "../../../domain/observation.ts";
import { readContainerFacts } from "./container-facts.ts";
import { evidenceOf, type KnownFacts } from "./evidence-of.ts";
import type { EvidencePlace } from "./evidence-window.ts";
import { type FindLastHours, readLastHours } from "./last-hours.ts";
import { readNamespaceFacts } from "./namespace-facts.ts";
import { type PodDayRow, podDayRows } from "./pod-day-rows.ts";
import { readLabelSets, readStoredNames, type StoredNames } from "./stored-names.ts";
import { readToldHours } from "./told-hours.ts";
import { newestOf, workloadsOf } from "./workload-rows.ts";

/** What is no container: its name begins so. */
const MADE_UP = "__";
const NO_LABELS: Labels = {};

/**
 * Reads what is known of every workload of a cluster over a window, one after the other: a few statements whatever the cluster's size,
 * and one cursor. The client is in a transaction that sees one moment, and does nothing else meanwhile.
 */
export async function* readEvidence(
  client: pg.ClientBase,
  place: EvidencePlace,
): AsyncGenerator<WorkloadEvidence> {
  const { clusterId, window } = place;
  // Sorts of a large cluster go through few files this way, and may take longer than a question.
  await client.query(
    "set local work_mem = '64MB'; set local jit = off; set local statement_timeout = '5min'",
  );
  const names = await readStoredNames(client, clusterId);
  const told = await readToldHours(client, place);
  const containers = await readContainerFacts(client, place);
  const namespaces = await readNamespaceFacts(client, clusterId, told);
  const lastHours = await readLastHours(client, clusterId, { day: window.end - DAY_MS });
  const facts = { place, names, told, containers, namespaces };
  for await (const rows of rowsOfControllers(client, place, names)) {
    const known = { ...facts, ...(await readRest(client, rows, { place, lastHours })) };
    for (const own of byController(rows)) {
      for (const workload of workloadsOf(own, names, known.labelsOf)) yield evidenceOf(workload, known);
    }
  }
}

type RestFacts = Pick<KnownFacts, "labelsOf" | "lastHours">;

/** What is read for some workloads at a time: the labels of their pods, and the last hours of those that ended earlier. */
async function readRest(
  client: pg.ClientBase,
  rows: readonly PodDayRow[],
  { place, lastHours }: { readonly place: EvidencePlace; readonly lastHours: FindLastHours },
): Promise<RestFacts> {
  const newest = [...Map.groupBy(rows, ({ pod_id: id }) => id).values()].map(newestOf);
  const labels = await readLabelSets(client, place.clusterId, [
    ...new Set(newest.map(({ label_set_id: id }) => id)),
  ]);
  const ended = byController(rows).filter((own) => newestOf(own).day.getTime() < place.window.end - DAY_MS);
  const days = Map.groupBy(ended, (own) => newestOf(own).day.getTime());
  const finders: FindLastHours[] = [lastHours];
  for (const [day, controllers] of days) {
    const controllerIds = controllers.flatMap(([first]) => first?.controller_id ?? []);
    finders.push(await readLastHours(client, place.clusterId, { day, controllerIds }));
  }
  return {
    labelsOf: (id) => labels.get(id) ?? NO_LABELS,
    lastHours: (key) => finders.map((find) => find(key)).find((found) => found !== undefined),
  };
}

/** Rows, some controllers' at a time, each whole. */
async function* rowsOfControllers(
  client: pg.ClientBase,
  place: EvidencePlace,
  { containers }: StoredNames,
): AsyncGenerator<PodDayRow[]> {
  let waiting: PodDayRow[] = [];
  for await (const page of podDayRows(client, place)) {
    const rows = [...waiting, ...page.filter((row) => !isMadeUp(containers.get(row.container_id)))];
    const last = rows.at(-1)?.controller_id;
    const whole = rows.findIndex(({ controller_id: id }) => id === last);
    waiting = rows.slice(Math.max(0, whole));
    if (whole > 0) yield rows.slice(0, whole);
  }
  if (waiting.length > 0) yield waiting;
}

function isMadeUp(container: string | undefined): boolean {
  return container?.startsWith(MADE_UP) ?? true;
}

function byController(rows: readonly PodDayRow[]): PodDayRow[][] {
  return [...Map.groupBy(rows, ({ controller_id: id }) => id).values()];
}
