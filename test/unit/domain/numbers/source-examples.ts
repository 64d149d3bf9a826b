import { formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";
import {
  bridgedHoles,
  durationMs,
  sampleStretches,
} from "../../../../server/src/sources/prometheus/time/stretches.ts";
import { increasesOf } from "../../../../server/src/sources/prometheus/series/increases.ts";
import type { Computation, Given } from "./given.ts";

const SECOND_MS = 1_000;

function instant(given: Given, label: string): Instant {
  return Date.parse(given.text(label));
}

/** The examples about what Prometheus' samples stand for. */
export const SOURCE_EXAMPLES: Readonly<Record<string, Computation>> = {
  "what samples stand for": (given) => {
    const intervalMs = given.number("seconds from one sample to the next") * SECOND_MS;
    const first = instant(given, "first sample that shows it");
    const last = instant(given, "last sample that shows it");
    const times = Float64Array.from(
      { length: (last - first) / intervalMs + 1 },
      (_, index) => first + index * intervalMs,
    );

    const stretches = sampleStretches(times, intervalMs);

    return {
      "samples that show it": String(times.length),
      "it ran from": formatInstant(stretches[0]?.start ?? 0),
      "minutes that it ran": String(durationMs(stretches) / 60 / SECOND_MS),
      "minutes from the first sample to the last": String((last - first) / 60 / SECOND_MS),
    };
  },

  "a counter that begins anew": (given) => {
    const values = given.text("CPU seconds in four samples").split(", ").map(Number);
    const times = values.map((_, index) => index * 60 * SECOND_MS);

    const increases = increasesOf({
      labels: {},
      times: Float64Array.from(times),
      values: Float64Array.from(values),
    });

    return {
      "CPU seconds in between": increases.map(({ amount }) => amount).join(", "),
      "CPU seconds in all": String(increases.reduce((sum, { amount }) => sum + amount, 0)),
    };
  },

  "what stands on both sides of a gap": (given) => {
    const bridge = (lastSeen: string, seenAgain: string): string => {
      const [before, after] = [instant(given, lastSeen), instant(given, seenAgain)];
      const presence = [
        { start: before - HOUR_MS, end: before },
        { start: after, end: after + HOUR_MS },
      ];
      return String(durationMs(bridgedHoles(presence, [])) / HOUR_MS);
    };

    return {
      "hours unobserved of node-1": bridge("node-1 is last seen", "node-1 is seen again"),
      "hours unobserved of node-2": bridge("node-2 is last seen", "node-2 is seen again"),
    };
  },
};
