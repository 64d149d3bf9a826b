import { type Instant, MINUTE_MS } from "@kubecent/shared";
import type { Sample } from "../emit.ts";
import type { Scene } from "./trouble.ts";

/** The labels of kube-state-metrics' target, as text. */
export const STATE = 'job="kube-state-metrics",instance="10.1.0.1:8080"';

/** Samples once a minute, as kube-state-metrics would tell them: of a constant, or of what holds at each time. */
export function constant(
  { world }: Scene,
  series: string,
  value: number | string | ((time: Instant) => number),
): Sample[] {
  const valueAt = typeof value === "function" ? value : () => value;
  const samples: Sample[] = [];
  for (let time: Instant = world.from + 7_000; time < world.until; time += MINUTE_MS) {
    samples.push({ series, value: String(valueAt(time)), time });
  }
  return samples;
}
