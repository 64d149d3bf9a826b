import { IDENTIFYING_LABELS, type NodeLabels } from "../assets/node-labels.ts";
import { LABELS_OF_VIRTUAL_NODES } from "../assets/virtual-nodes.ts";
import type { Series } from "../series/series.ts";
import { targetOf } from "../series/target.ts";

/** Kubernetes' own and the clouds' labels have a domain; one without, such as `pool`, may be anything of the target's. */
const DOMAIN = /_(?:io|com|sh)_/;
const COPIED: ReadonlySet<string> = new Set(
  [...IDENTIFYING_LABELS, ...LABELS_OF_VIRTUAL_NODES].filter((name) => DOMAIN.test(name)),
);
const PREFIXES = /^(?:exported_|label_|node_label_)+/;

/** Those labels of a node that a scrape configuration copied onto a series of it and that tell which machine it is. */
export function copiedLabels({ labels }: Pick<Series, "labels">): NodeLabels {
  const copied: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    if (value === "" || !DOMAIN.test(name)) continue;
    const bare = name.replace(PREFIXES, "");
    if (COPIED.has(bare)) copied[bare] = value;
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
