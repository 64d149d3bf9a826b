import { CostError, formatInstant, type QuantilesHead, type UsageQuantiles } from "@kubecent/shared";
import type pg from "pg";
import { BYTES_PER_GIB } from "../../domain/units.ts";
import { RELATIVE_ERROR } from "../../domain/usage/usage-sketch.ts";
import type { AskedSelection } from "../../store/queries/where/selection.ts";
import { readUsage, type UsageRow } from "../../store/queries/pages/usage-quantiles.ts";

/** What tells pods of an answer apart, in its order. */
export const POD_KEYS = ["cluster", "namespace", "pod", "uid", "node"] as const;

/** Pods whose sketches are in memory at a time: of a year they are 300 kB each. */
const PODS_AT_A_TIME = 100;

/** What is known of the usage of a page's pods. */
interface PodQuantiles {
  readonly head: QuantilesHead;
  /** By the values of POD_KEYS. */
  of(keys: readonly string[]): UsageQuantiles;
}

/** Reads the quantiles of a page's pods, as its question's filter sees them. Throws CostError VALIDATION_FAILED. */
export async function readPodQuantiles(
  client: pg.ClientBase,
  selection: AskedSelection,
  pods: readonly (readonly string[])[],
): Promise<PodQuantiles> {
  refuseSeveralContainers(selection);
  const found = new Map<string, UsageRow>();
  let window = { start: selection.start, end: selection.end };
  for (let first = 0; first === 0 || first < pods.length; first += PODS_AT_A_TIME) {
    const some = pods.slice(first, first + PODS_AT_A_TIME);
    const filter = {
      namespace: [...new Set(some.map(([, namespace = ""]) => namespace))],
      pod: [...new Set(some.map(([, , pod = ""]) => pod))],
      container: selection.filter.container,
    };
    const usage = await readUsage(client, {
      selection: { ...selection, filter },
      keys: POD_KEYS,
      quantiles: [0.5, 0.95],
    });
    window = usage.window;
    for (const row of usage.rows) found.set(JSON.stringify(row.keys), row);
  }
  return {
    head: {
      start: formatInstant(window.start),
      end: formatInstant(window.end),
      relativeError: RELATIVE_ERROR,
    },
    of: (keys) => columnsOf(found.get(JSON.stringify(keys))),
  };
}

/** What two containers used together is known of whole pods only. */
function refuseSeveralContainers({ filter: { container = [] } }: AskedSelection): void {
  if (new Set(container).size <= 1) return;
  const message = `found ${container.length} names, wanted one or none: quantiles of several containers are known of whole pods only`;
  throw new CostError("VALIDATION_FAILED", `container: ${message}`, {
    details: [{ field: "container", message, type: "quantiles" }],
  });
}

function columnsOf(row: UsageRow | undefined): UsageQuantiles {
  const [cpuP50 = null, cpuP95 = null] = row?.cpu?.quantiles ?? [];
  const [ramP50 = null, ramP95 = null] = row?.ram?.quantiles ?? [];
  return {
    cpuUsageCoresP50: cpuP50,
    cpuUsageCoresP95: cpuP95,
    cpuUsageCoresMax: row?.cpu?.max ?? null,
    ramUsageGibP50: inGib(ramP50),
    ramUsageGibP95: inGib(ramP95),
    ramUsageGibMax: inGib(row?.ram?.max ?? null),
  };
}

function inGib(bytes: number | null): number | null {
  return bytes === null ? null : bytes / BYTES_PER_GIB;
}
