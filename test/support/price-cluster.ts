import { collectHour } from "../../server/src/collector/collect-hour.ts";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import { listsInUse } from "../../server/src/price-list/lists-in-use.ts";
import { storedLists } from "../../server/src/run/prices/stored-lists.ts";
import type { Database } from "../../server/src/store/connection/database.ts";
import { registerCluster } from "../../server/src/store/collecting/collection.ts";
import { createNode, createObservation } from "./observations.ts";

const START = Date.UTC(2026, 10, 1);
const NODES = [
  createNode({
    name: "a",
    providerId: "aws:///eu-west-1a/i-0",
    instanceType: "m6i.xlarge",
    region: "eu-west-1",
  }),
  createNode({ name: "z", providerId: "azure:///x", instanceType: "Standard_D4s_v5", region: "westeurope" }),
  createNode({
    name: "g",
    providerId: "gce://p/europe-west1-b/g",
    instanceType: "n2-standard-4",
    region: "europe-west1",
  }),
];

/** Stores an hour of a cluster with a node on each cloud that has a list. */
export async function storePriceCluster(database: Database): Promise<void> {
  const clusterId = await registerCluster(database, { name: "prod", source: "prometheus", currency: "USD" });
  const source = {
    kind: "prometheus",
    observe: (hour: number) => Promise.resolve(createObservation({ hour, nodes: NODES })),
    earliestHour: () => Promise.resolve(START),
  } as const;
  const cluster = { clusterId, name: "prod", source, database, priceBook: DEFAULT_PRICE_BOOK };
  await collectHour({ ...cluster, now: () => START }, START, new AbortController().signal);
}

/** The versions of the lists in use of AWS, Azure and Google Cloud; null for those that came with KubeCent. */
export async function versionsInUse(database: Database): Promise<(number | null)[]> {
  const used = await listsInUse({ store: storedLists(database) });
  return used.map(({ version }) => version);
}
