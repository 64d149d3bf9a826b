import { HOUR_MS } from "@kubecent/shared";
import { describe, expect, test } from "vitest";
import { allocateHour } from "../../server/src/domain/allocation/price-hour.ts";
import type { HourCosts } from "../../server/src/domain/allocation/hour-costs.ts";
import { totalNano } from "../../server/src/domain/allocation/measures.ts";
import { foundThings } from "../../server/src/domain/findings/found-things.ts";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import { createPrometheusSource } from "../../server/src/sources/prometheus/prometheus-source.ts";
import { makeWorld, OBSERVED } from "../support/recording/make-world.ts";
import { pickTroubles, recordTroubled, TROUBLES } from "../support/recording/troubles/mix-troubles.ts";
import { trueNamespaces, trueNodeCost } from "../support/recording/true-costs.ts";
import type { Watch } from "../support/recording/world.ts";
import { prometheusMissing, serveRecording } from "../unit/sources/prometheus/support/serve-recording.ts";

const missing = await prometheusMissing();
if (missing !== null)
  process.stderr.write(`Troubled clusters not observed in a real Prometheus: ${missing}\n`);

/** How many mixtures are tried besides each trouble alone: `KUBECENT_TROUBLES=40`. Unset, eight worlds have three each. */
const ASKED = process.env["KUBECENT_TROUBLES"];
const WORLDS = 8;

/** Watched well, so that what is off is off for the trouble. */
const WELL: Partial<Watch> = {
  stateMs: 30_000,
  cadvisorMs: 30_000,
  networkMs: 30_000,
  jitterMs: 5,
  nodeLabel: "node",
  hasUid: true,
  hasCgroup: true,
  isPair: false,
  hasCopies: false,
  isRenamed: false,
  stateMoves: null,
};

/** The interval of targets that slow down: no sampling can tell how long a job lasted more finely. */
const SLOWEST_MS = 120_000;

const all = Object.keys(TROUBLES);
const inFewWorlds = Array.from({ length: WORLDS }, (_, world) => ({
  seed: world + 1,
  names: all.filter((_name, index) => index % WORLDS === world),
}));
const alone = all.map((name, index) => ({ seed: index + 1, names: [name] }));
const mixed = Array.from({ length: Number(ASKED ?? 0) }, (_, index) => ({
  seed: index + 101,
  names: pickTroubles(index + 101),
}));

interface NamespaceFigures {
  readonly found: number;
  readonly truth: number;
  readonly percent: number;
}

/** Collects a troubled world; what each namespace, and all nodes, cost beside what they truly cost. */
async function judged({ seed, names }: { seed: number; names: readonly string[] }) {
  const watch = { ...WELL, trafficRestarts: Number.POSITIVE_INFINITY };
  const world = makeWorld(seed, watch, SLOWEST_MS);
  const troubled = recordTroubled(world, { names, seed, observed: OBSERVED });
  await using served = await serveRecording(troubled.samples);
  const source = createPrometheusSource({ url: served.url });
  const hours: HourCosts[] = [];
  for (let hour = OBSERVED.from; hour < OBSERVED.until; hour += HOUR_MS) {
    hours.push(allocateHour(await source.observe(hour, AbortSignal.timeout(60_000)), DEFAULT_PRICE_BOOK));
  }
  return { troubled, hours, namespaces: figuresOf(troubled.truth, hours) };
}

function figuresOf(truth: Parameters<typeof trueNamespaces>[0], hours: readonly HourCosts[]) {
  const found = new Map<string, number>();
  for (const { namespace, measures } of hours.flatMap(({ rows }) => rows)) {
    found.set(namespace, (found.get(namespace) ?? 0) + Number(totalNano(measures)) / 1e9);
  }
  const truths = new Map(
    [...trueNamespaces(truth, OBSERVED)].map(([name, costs]) => [
      name,
      costs.cpuRamGpu + costs.volume + costs.loadBalancer + costs.network,
    ]),
  );
  return new Map(
    [...new Set([...found.keys(), ...truths.keys()])].map((name): [string, NamespaceFigures] => {
      const [one, other] = [found.get(name) ?? 0, truths.get(name) ?? 0];
      return [name, { found: one, truth: other, percent: 100 * (one / other - 1) }];
    }),
  );
}

/** Namespaces of which an hour says that something was left out or decided. */
function markedNamespaces(hours: readonly HourCosts[]): Set<string> {
  return new Set(hours.flatMap((hour) => foundThings(hour).map(({ namespace }) => namespace)));
}

describe.skipIf(missing !== null).each(ASKED === undefined ? inFewWorlds : [...alone, ...mixed])(
  "troubles $names (seed $seed)",
  (mixture) => {
    test("neighbours cost what they truly cost, and what is in trouble does too or says so", async () => {
      const { troubled, hours, namespaces } = await judged(mixture);
      const marked = markedNamespaces(hours);

      const far = [...namespaces].filter(([name, { percent }]) => {
        if (!troubled.touched.has(name)) return !(Math.abs(percent) <= (troubled.isCoarse ? 1.2 : 0.5));
        return !(Math.abs(percent) <= 2) && !marked.has(name);
      });
      const nodes = hours.flatMap((hour) => hour.nodes);
      const assets = nodes.reduce(
        (sum, { asset }) => sum + Number(asset.cpu + asset.ram + asset.gpu) / 1e9,
        0,
      );

      expect({ troubles: troubled.names, far }).toEqual({ troubles: troubled.names, far: [] });
      expect(Math.abs(assets / trueNodeCost(troubled.truth, OBSERVED) - 1)).toBeLessThan(0.01);
    });
  },
);
