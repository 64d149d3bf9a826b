import { DAY_MS, formatNano, HOUR_MS } from "@kubecent/shared";
import type { GrantedCaller } from "../../auth/caller.ts";
import type { Seen, Visibility } from "../../store/access/visibility.ts";
import { listIncidents, readPastIncidents } from "../../store/anomalies/incidents.ts";
import type { StoredIncident } from "../../store/anomalies/incident-record.ts";
import { inPrimarySnapshot } from "../../store/connection/transaction.ts";
import type { PageSource } from "../../store/paging/page-source.ts";
import { readStatuses } from "../../store/queries/clusters/cluster-status.ts";
import { findClusters, type StoredCluster } from "../../store/queries/clusters/stored-clusters.ts";
import { readAdviceBill, readAdviceSums } from "../../store/recommendations/read-advice.ts";
import { visibilityOf } from "../admission.ts";
import type { LookedBudget } from "../alerts/watch/observe-others.ts";
import { isIncidentSeen, isToldElsewhere } from "../anomalies/seen-incidents.ts";
import type { ApiServices } from "../context.ts";
import { readSnapshot } from "../question.ts";
import { isPartial } from "../recommendations/open-advice.ts";
import { budgetGauges } from "./budget-gauges.ts";
import type { CostGauge, GaugeSample } from "./cost-gauge.ts";

/** What the gauges are made from, in the process that collects. */
export interface GaugeSources {
  readonly services: ApiServices;
  /** How budgets stood when they were looked at last; null in a process that does not lead, or has not looked yet. */
  readonly looked: () => readonly LookedBudget[] | null;
  /** The clusters that are collected: what is not collected any more is not late. */
  readonly clusterIds: readonly number[];
}

/** Incidents that began earlier and have not ended are a new level. */
const LONGEST_DAYS = 60;

/**
 * Budgets, anomalies, savings and the age of the numbers, as far as a caller may see them. Empty in a process that does not lead: two
 * replicas must not tell the same, nor one that has fallen behind.
 */
export async function readCostGauges(sources: GaugeSources, caller: GrantedCaller): Promise<CostGauge[]> {
  const { services, looked } = sources;
  const budgets = looked();
  if (budgets === null) return [];
  const seen = visibilityOf(caller);
  return [
    ...budgetGauges(budgets, caller.scope),
    ...(await clusterGauges(sources, seen)),
    anomalyGauge(await goingIncidents(services, seen)),
  ];
}

function clusterGauges({ services, clusterIds }: GaugeSources, visibility: Visibility): Promise<CostGauge[]> {
  return readSnapshot({ services }, visibility, async (source, seen) => {
    const clusters = await findClusters(source.client, {}, seen);
    const collected = clusters.filter(({ clusterId }) => clusterIds.includes(clusterId));
    return [
      await pricedUntil(source, collected),
      await savingsGauge({ source, seen, clusters, now: services.now() }),
    ];
  });
}

/** Incidents that go on and that are news to somebody: nobody has said what they are, and no other one tells them. */
function goingIncidents({ database, now }: ApiServices, seen: Visibility): Promise<StoredIncident[]> {
  const since = Math.floor(now() / DAY_MS) - LONGEST_DAYS;
  return inPrimarySnapshot(database, async (client) => {
    const past = await readPastIncidents(client);
    return (await listIncidents(client, since)).filter(
      (each) =>
        each.incident.endedDay === null &&
        each.feedback === null &&
        !past.has(each.incidentId) &&
        isIncidentSeen(each, seen) &&
        !isToldElsewhere(each, seen),
    );
  });
}

async function pricedUntil({ client }: PageSource, clusters: readonly StoredCluster[]): Promise<CostGauge> {
  const names = new Map(clusters.map(({ clusterId, name }) => [clusterId, name]));
  const statuses = await readStatuses(client, [...names.keys()]);
  return {
    name: "kubecent_cluster_priced_until_timestamp_seconds",
    help: "End of the newest hour of a cluster that is stored, in seconds since 1970.",
    samples: statuses.flatMap(({ clusterId, newestHour }) =>
      newestHour === null
        ? []
        : [
            {
              labels: { cluster: names.get(clusterId) ?? "" },
              value: String((newestHour + HOUR_MS) / 1_000),
            },
          ],
    ),
  };
}

function anomalyGauge(incidents: readonly StoredIncident[]): CostGauge {
  return {
    name: "kubecent_anomaly_active",
    help: "By how much an unusual day of an incident that goes on differs from what was expected, in money a day; below nought where it costs less.",
    samples: incidents.flatMap(({ incidentId, cluster, key, currency, incident }) => {
      const last = incident.days.at(-1);
      if (!last) return [];
      const labels = {
        cluster,
        namespace: key.level === "cluster" ? "" : key.namespace,
        workload: key.level === "workload" ? `${key.controllerKind}/${key.controller}` : "",
        incident: incidentId,
        kind: incident.kind,
        currency,
      };
      return [{ labels, value: formatNano(last.costNano - last.expectedNano) }];
    }),
  };
}

interface SavingsPlace {
  readonly source: PageSource;
  readonly seen: Seen;
  readonly clusters: readonly StoredCluster[];
  readonly now: number;
}

async function savingsGauge(place: SavingsPlace): Promise<CostGauge> {
  const samples: GaugeSample[] = [];
  for (const cluster of place.clusters) samples.push(...(await savingsOf(place, cluster)));
  return {
    name: "kubecent_recommendation_amount",
    help: "What open recommendations come to in a month: what they free by kind, and by how much the bill falls, at least and at most.",
    samples,
  };
}

async function savingsOf(
  { source, seen, now }: SavingsPlace,
  cluster: StoredCluster,
): Promise<GaugeSample[]> {
  const { name, currency, clusterId } = cluster;
  const wanted = {
    clusters: [cluster],
    seen,
    filter: { preset: "default" as const },
    states: ["open"] as const,
  };
  const sums = await readAdviceSums(source.client, { ...wanted, isInsufficient: false, now });
  const freed = sums.map(({ kind, freedNano }) => ({
    labels: { cluster: name, currency, kind, number: "freed" },
    value: formatNano(freedNano),
  }));
  const bill = isPartial(seen, clusterId)
    ? null
    : await readAdviceBill(source.client, [clusterId], "default");
  if (!bill) return freed;
  const { leastNano, mostNano } = bill;
  const ofBill = (number: string, nano: bigint): GaugeSample => ({
    labels: { cluster: name, currency, kind: "", number },
    value: formatNano(nano),
  });
  return [...freed, ofBill("bill_low", leastNano), ofBill("bill_high", mostNano)];
}
