import { HOUR_MS } from "@kubecent/shared";
import { krrTarget } from "../../server/src/domain/advice/sizing/presets/krr-target.ts";
import type { ResourceTarget } from "../../server/src/domain/advice/sizing/target.ts";
import { readEvidence } from "../../server/src/store/advice/evidence/read-evidence.ts";
import { inMoment } from "../../server/src/store/connection/transaction.ts";
import { makeDay } from "../../server/src/store/sums/days/make-day.ts";
import type { TestDatabase } from "../support/test-database.ts";
import type { KrrSize } from "./krr-simple.ts";

const CLUSTER_ID = 1;
const DAY_HOURS = 24;
const MIB = 1_048_576;
/** Rounded up to that on both sides. */
const ONE_MILLICORE = 0.0011;
/** Our sketches are within 1 %, and of samples a minute apart KRR's rates over 75 s see one minute in four. */
const CPU_APART = 0.02;
/** A sample in five lies between KRR's points, which are 75 s apart. */
const RAM_APART = 0.002;

/** What our preset `krr` says of every container of a day that was collected. By `namespace/kind/name/container`. */
export async function ownSizesByKrr(database: TestDatabase, start: number): Promise<Map<string, KrrSize>> {
  await makeDay(database, { clusterId: CLUSTER_ID, day: start });
  const window = { start, end: start + DAY_HOURS * HOUR_MS, seenHours: DAY_HOURS };
  const place = { clusterId: CLUSTER_ID, cluster: "prod", currency: "USD", window };
  return inMoment(database, async (client) => {
    const sizes = new Map<string, KrrSize>();
    for await (const workload of readEvidence(client, place)) {
      for (const evidence of workload.containers) {
        const { cpu, ram } = krrTarget({ workload, evidence });
        const name = [workload.namespace, workload.kind, workload.name, evidence.container].join("/");
        sizes.set(name, { cpuCores: requestOf(cpu), ramBytes: requestOf(ram) });
      }
    }
    return sizes;
  });
}

function requestOf(target: ResourceTarget): number | null {
  return "kept" in target ? null : target.request;
}

/** Whether our size is KRR's within rounding; memory is never less. */
export function isWithin(own: KrrSize, krr: KrrSize): boolean {
  if (krr.cpuCores === null || krr.ramBytes === null)
    return own.cpuCores === krr.cpuCores && own.ramBytes === krr.ramBytes;
  const coresApart = Math.abs((own.cpuCores ?? 0) - krr.cpuCores);
  const moreBytes = (own.ramBytes ?? 0) - krr.ramBytes;
  const mostCores = Math.max(ONE_MILLICORE, krr.cpuCores * CPU_APART);
  return coresApart <= mostCores && moreBytes >= 0 && moreBytes <= Math.max(MIB, krr.ramBytes * RAM_APART);
}
