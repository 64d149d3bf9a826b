import type { NodeLabels } from "../assets/node-labels.ts";
import type { Series } from "../series/series.ts";
import { targetOf } from "../series/target.ts";

/**
 * Keys that Kubernetes' own and the clouds' labels have a domain in, as Prometheus writes it; a label without one, such as `pool`,
 * may be anything of the target's.
 */
const DOMAIN = /(?:^|_)(?:io|com|sh|dev)_/;
const PREFIXES = /^(?:exported_|label_|node_label_)+/;

/** Labels of the scrape's own work, which have such a domain as well. */
const NOT_OF_NODES = /^(?:io_cri|io_kubernetes|annotation)/;

/** The labels of a node that a scrape configuration copied onto a series of it. */
export function copiedLabels({ labels }: Pick<Series, "labels">): NodeLabels {
  const copied: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    if (!DOMAIN.test(name) || value === "") continue;
    const bare = name.replace(PREFIXES, "");
    if (!NOT_OF_NODES.test(bare)) copied[bare] = value;
  }
  return copied;
}

/** Keeps the copied labels of cAdvisor's targets: of each what it said of its node, and from when until when. */
export class CopiedLabels {
  readonly #series = new Map<string, Series>();

  learn(measured: readonly Series[]): void {
    for (const series of measured) {
      const copied = copiedLabels(series);
      if (Object.keys(copied).length === 0) continue;
      const key = `${targetOf(series)}\n${JSON.stringify(Object.entries(copied))}`;
      const known = this.#series.get(key);
      const ends = [...(known?.times ?? []), series.times[0] ?? 0, series.times.at(-1) ?? 0];
      const times = Float64Array.of(Math.min(...ends), Math.max(...ends));
      this.#series.set(key, { labels: known?.labels ?? series.labels, times, values: new Float64Array(2) });
    }
  }

  /** As series of one target each, under their target's labels. */
  list(): Series[] {
    return [...this.#series.values()].map((series) => ({
      ...series,
      labels: { ...series.labels, __name__: COPIED_METRIC },
    }));
  }
}

/** What such a series is called, among those that machines tell of themselves. */
const COPIED_METRIC = "machine_cpu_cores";
