import { HOUR_MS } from "@kubecent/shared";
import type { Database } from "../../server/src/store/connection/database.ts";
import type { Observation } from "../../server/src/domain/observation.ts";
import { verify } from "../../server/src/run/commands/verify.ts";
import { createContainer, createNode, createObservation, createPod, HOUR } from "./observations.ts";

/** The hour so many after the first, with a pod in each of the namespaces; all that is named there is named after them. */
export function observedNames(hours: number, namespaces: readonly string[]): Observation {
  return createObservation({
    hour: HOUR + hours * HOUR_MS,
    nodes: [createNode({ name: "node-a" })],
    pods: namespaces.map((namespace) =>
      createPod({
        name: `${namespace}-pod`,
        uid: `${namespace}-uid`,
        node: "node-a",
        namespace,
        labels: { of: namespace },
        containers: [createContainer({ name: namespace, cpuRequest: 0.5, ramUsageGib: 1 })],
      }),
    ),
  });
}

/** What `admin verify` says of all that is stored. */
export async function verified(database: Database): Promise<string[]> {
  const lines: string[] = [];
  const signal = new AbortController().signal;
  await verify({ database, signal, print: (line) => lines.push(line) });
  return lines;
}
