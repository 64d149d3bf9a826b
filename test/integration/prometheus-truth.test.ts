import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allocateHour } from "../../server/src/domain/allocation/price-hour.ts";
import type { HourCosts } from "../../server/src/domain/allocation/hour-costs.ts";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import { createPrometheusSource } from "../../server/src/sources/prometheus/prometheus-source.ts";
import { makeWorld, OBSERVED } from "../support/recording/make-world.ts";
import { recordSamples } from "../support/recording/record-world.ts";
import {
  type NamespaceCost,
  trueContainers,
  trueNamespaces,
  trueNodeCost,
} from "../support/recording/true-costs.ts";
import { IS_DEEP } from "../support/property-runs.ts";
import type { Watch } from "../support/recording/world.ts";
import {
  prometheusMissing,
  type ServedRecording,
  serveRecording,
} from "../unit/sources/prometheus/support/serve-recording.ts";

const missing = await prometheusMissing();
if (missing !== null)
  process.stderr.write(`Invented clusters not observed in a real Prometheus: ${missing}\n`);

/** Of a namespace or container, by kind; in units of the currency. */
type Costs = Map<string, NamespaceCost>;

interface Deviation {
  readonly what: string;
  readonly truth: number;
  readonly found: number;
  readonly percent: number;
}

/** What differs from the truth by more than its bound, which is a share of the truth. */
function deviations(
  pairs: readonly { what: string; truth: number; found: number }[],
  boundOf: (truth: number) => number,
): Deviation[] {
  return pairs
    .map((pair) => ({ ...pair, percent: 100 * (pair.found / pair.truth - 1) }))
    .filter(({ truth, found, percent }) =>
      truth === 0 ? found !== 0 : Math.abs(percent) > 100 * boundOf(truth),
    );
}

function namespacesOf(hours: readonly HourCosts[]): Costs {
  const costs: Costs = new Map();
  for (const { namespace, measures } of hours.flatMap(({ rows }) => rows)) {
    const own = costs.get(namespace) ?? { cpuRamGpu: 0, volume: 0, loadBalancer: 0, network: 0 };
    costs.set(namespace, own);
    own.cpuRamGpu += Number(measures.cpuNano + measures.ramNano + measures.gpuNano) / 1e9;
    own.volume += Number(measures.volumeNano) / 1e9;
    own.loadBalancer += Number(measures.loadBalancerNano) / 1e9;
    own.network += Number(measures.networkNano) / 1e9;
  }
  return costs;
}

function containersOf(hours: readonly HourCosts[]): Map<string, number> {
  const costs = new Map<string, number>();
  for (const row of hours.flatMap(({ rows }) => rows).filter(({ kind }) => kind === "container")) {
    const { cpuNano, ramNano, gpuNano } = row.measures;
    const key = `${row.namespace}/${row.pod}/${row.container}`;
    costs.set(key, (costs.get(key) ?? 0) + Number(cpuNano + ramNano + gpuNano) / 1e9);
  }
  return costs;
}

const CASES: readonly (readonly [seed: number, watch: Partial<Watch>])[] = [
  [1, {}],
  ...(IS_DEEP ? [[2, {}] as const] : []),
  [4, { stateMs: 15_000, cadvisorMs: 15_000, cadvisorLagMs: 12_000 }],
  [5, { stateMs: 30_000, cadvisorMs: 60_000, networkMs: 15_000, isPair: true }],
  [6, { stateMs: 60_000, cadvisorMs: 15_000, hasUid: false, hasCgroup: true }],
  [7, { stateMs: 120_000, cadvisorMs: 120_000, networkMs: 120_000 }],
  // What a counter counted between its last look and its restart is lost, at five minutes too much of three hours.
  [
    8,
    {
      stateMs: 300_000,
      cadvisorMs: 300_000,
      exporterMs: 300_000,
      networkMs: 300_000,
      trafficRestarts: Number.POSITIVE_INFINITY,
    },
  ],
  [9, { hasUid: false, hasCgroup: false }],
];

describe.skipIf(missing !== null).each(CASES)("the invented cluster %i, watched with %j", (seed, watch) => {
  const world = makeWorld(seed, watch);
  const hours: HourCosts[] = [];
  let served: ServedRecording | null = null;

  beforeAll(async () => {
    served = await serveRecording(recordSamples(world, seed));
    const source = createPrometheusSource({ url: served.url });
    for (let hour = OBSERVED.from; hour < OBSERVED.until; hour += HOUR_MS) {
      const observation = await source.observe(hour, AbortSignal.timeout(60_000));
      hours.push(allocateHour(observation, DEFAULT_PRICE_BOOK));
    }
  });
  afterAll(() => served?.[Symbol.asyncDispose]());

  test("every namespace costs what it truly cost", () => {
    const found = namespacesOf(hours);

    const far = deviations(
      [...trueNamespaces(world, OBSERVED)].flatMap(([namespace, truth]) =>
        (["cpuRamGpu", "volume", "loadBalancer", "network"] as const).map((kind) => ({
          what: `${namespace} ${kind}`,
          truth: truth[kind],
          found: found.get(namespace)?.[kind] ?? 0,
        })),
      ),
      (truth) => (truth >= 0.1 ? 0.005 : 0.02),
    );
    expect(far).toEqual([]);
  });

  test("every container that ran for ten minutes costs what it truly cost", () => {
    const found = containersOf(hours);

    // Nobody tells when an ephemeral container started: it is known to one interval.
    const isRough = (container: string): boolean => container === "debug" && world.watch.cadvisorMs > 60_000;
    const truths = [...trueContainers(world, OBSERVED)].filter(
      ([, { minutes, container }]) => minutes >= 10 && !isRough(container),
    );
    const far = deviations(
      truths.map(([what, { cost }]) => ({ what, truth: cost, found: found.get(what) ?? 0 })),
      () => 0.02,
    );
    expect(far).toEqual([]);
  });

  test("nothing costs anything that never was", () => {
    const known = trueContainers(world, OBSERVED);

    const invented = [...containersOf(hours)].filter(([key, cost]) => cost > 0 && !known.get(key)?.cost);
    expect(invented).toEqual([]);
  });

  test("the nodes cost what they truly cost", () => {
    const found = hours
      .flatMap(({ nodes }) => nodes)
      .reduce((sum, { asset }) => sum + Number(asset.cpu + asset.ram + asset.gpu) / 1e9, 0);

    expect(Math.abs(found / trueNodeCost(world, OBSERVED) - 1)).toBeLessThan(0.003);
  });

  test("every minute was seen", () => {
    expect(hours.map(({ seenSeconds, gaps }) => [seenSeconds, gaps])).toEqual(hours.map(() => [3_600, []]));
  });
});
