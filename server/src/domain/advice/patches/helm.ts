import type { Labels } from "../../observation.ts";
import { quantityText } from "../quantity-text.ts";
import type { ContainerChange, HelmRelease } from "../recommendation.ts";

/** The release that Helm's labels name; null where they do not. */
export function helmRelease(labels: Labels): HelmRelease | null {
  // Prometheus writes other signs of a label's name as underscores.
  const of = (name: string): string => labels[name] ?? labels[name.replaceAll(/[^\w]/g, "_")] ?? "";
  const chart = of("helm.sh/chart");
  const release = of("app.kubernetes.io/instance");
  return chart !== "" && release !== "" ? { chart, release } : null;
}

/** A `resources` block for values of Helm, and where it may belong. */
export interface HelmBlock {
  readonly resources: string;
  readonly hint: string | null;
}

/** The whole `resources` block of a container, as JSON; with a guess at its place where labels name a release. */
export function helmBlock({ advised: { requests, limits }, helm }: ContainerChange): HelmBlock {
  const block = {
    requests: amounts(requests.cpuCores, requests.ramBytes),
    limits: amounts(limits.cpuCores, limits.ramBytes),
  };
  const hint = helm
    ? `values.yaml of the release ${helm.release} (chart ${helm.chart}): most charts have it under "resources". That path is a guess: the chart's own values.yaml says`
    : null;
  return { resources: JSON.stringify(block, null, 2), hint };
}

function amounts(cpuCores: number | null, ramBytes: number | null): Record<string, string> {
  return {
    ...(cpuCores !== null && cpuCores > 0 && { cpu: quantityText(cpuCores, "cpu") }),
    ...(ramBytes !== null && ramBytes > 0 && { memory: quantityText(ramBytes, "ram") }),
  };
}
