import type { Database } from "../../../server/src/store/connection/database.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  HOUR,
} from "../../support/observations.ts";
import { storeHours } from "../../support/stored-world.ts";

/** Texts that a spreadsheet or a careless parser would take for more than text; legal in annotations and our store. */
export const HOSTILE_TEXTS = [
  "=cmd|'/c calc'!A0",
  "+1+1",
  "-2+3",
  "@SUM(A1)",
  "\t=1",
  " =1+1",
  "\u00a0=1",
  "＝1+1",
  'a "quoted", text',
  "first\r\n=second",
  "first\n@second",
  "it's, really",
  "a;=1+1",
  "b|@SUM(A1)\t-1+1",
  "'=1",
  "'",
] as const;

/** Stores the cluster `wide`: one hour of so many pods, whose label `note` is one of the hostile texts in turn. */
export async function storeWideCluster(database: Database, pods: number): Promise<void> {
  const containers = [createContainer({ cpuRequest: 0.001, ramRequestGib: 0.001 })];
  const observation = createObservation({
    hour: HOUR,
    nodes: [createNode({ name: "node-1", cpuCores: 64 })],
    pods: Array.from({ length: pods }, (_, index) =>
      createPod({
        name: `pod-${index}`,
        namespace: `team-${index % 20}`,
        controller: `app-${index % 100}`,
        node: "node-1",
        labels: { note: HOSTILE_TEXTS[index % HOSTILE_TEXTS.length] ?? "" },
        containers,
      }),
    ),
  });
  await storeHours(database, "wide", [observation]);
}
