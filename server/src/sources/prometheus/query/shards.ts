import { labelOf, type Series } from "../series/series.ts";
import { COUNTED_FAMILIES, type CountedFamily, POD_FAMILIES, type PodFamily } from "./families.ts";
import type { HourReader } from "./hour-reader.ts";
import { alternativeBytes } from "./selector.ts";
import { type LabelOf, namespaceShard, podShard, type Shard, wholeCluster } from "./shard.ts";

/**
 * At most this many samples of one family are asked for at once, series counted along: 2,000 series at 60 s, 700 at 15 s. An
 * answer is then 3 to 5 MB long.
 */
const MOST_SAMPLES = 250_000;
/** The text of a list of names in one question; VictoriaMetrics takes 16 KiB for all of it unless told otherwise. */
const MOST_TEXT_BYTES = 14_000;

/** How large an answer may be, in samples, and how long a question's list of names. */
export interface QuestionBounds {
  readonly mostSamples?: number | undefined;
  readonly mostTextBytes?: number | undefined;
}

export interface ShardPlan {
  readonly shards: readonly Shard[];
  /** Families of which there is nothing to read. */
  readonly missing: ReadonlySet<PodFamily>;
}

interface PackBounds {
  readonly mostSamples: number;
  readonly mostTextBytes: number;
}

interface Counted {
  /** A namespace, or a pod of one. */
  readonly name: string;
  readonly count: number;
}

type Counts = ReadonlyMap<PodFamily, readonly Series[]>;

/** Measures the answers of the hour and splits them by namespace, and large namespaces by pod. */
export async function planShards(reader: HourReader, bounds: QuestionBounds = {}): Promise<ShardPlan> {
  const { mostSamples = MOST_SAMPLES, mostTextBytes = MOST_TEXT_BYTES } = bounds;
  const counts: Counts = new Map(
    await Promise.all(
      COUNTED_FAMILIES.map(async (family) => [family, await countNamespaces(reader, family)] as const),
    ),
  );
  const missing = new Set(COUNTED_FAMILIES.filter((family) => counts.get(family)?.length === 0));
  const namespaces = largestCounts([...counts.values()].flat(), ["namespace"]);
  const namespaceLabel = labelNamer(counts, () => "namespace");
  if (namespaces.reduce((sum, { count }) => sum + count, 0) <= mostSamples) {
    const names = namespaces.map(({ name }) => name);
    return { shards: [wholeCluster(names, namespaceLabel)], missing };
  }

  const families = COUNTED_FAMILIES.filter((family) => !missing.has(family));
  const large = namespaces.filter(({ count }) => count > mostSamples);
  const split = large.map(async ({ name }) => {
    const pods = await countPods(reader, families, { namespace: name, namespaceLabel });
    const labels = {
      namespace: namespaceLabel,
      pod: labelNamer(pods, (family) => POD_FAMILIES[family].podLabel),
    };
    const groups = pack(largestCounts([...pods.values()].flat(), ["pod_name", "pod"]), {
      mostSamples,
      mostTextBytes,
    });
    return groups.map((group) => podShard(name, group, labels));
  });
  const small = pack(
    namespaces.filter(({ count }) => count <= mostSamples),
    { mostSamples, mostTextBytes },
  );
  const shards = [
    ...small.map((group) => namespaceShard(group, namespaceLabel)),
    ...(await Promise.all(split)).flat(),
  ];
  return { shards, missing };
}

function countNamespaces(reader: HourReader, family: CountedFamily): Promise<Series[]> {
  return reader.answerSizes(POD_FAMILIES[family], ["namespace", "exported_namespace"]);
}

async function countPods(
  reader: HourReader,
  families: readonly CountedFamily[],
  { namespace, namespaceLabel }: { readonly namespace: string; readonly namespaceLabel: LabelOf },
): Promise<Counts> {
  const pairs = families.map(async (family) => {
    const matchers = [{ label: namespaceLabel(family), operator: "=" as const, value: namespace }];
    const { podLabel } = POD_FAMILIES[family];
    const labels = [podLabel, `exported_${podLabel}`];
    return [family, await reader.answerSizes(POD_FAMILIES[family], labels, { matchers })] as const;
  });
  return new Map(await Promise.all(pairs));
}

/** Of several families' counts the largest is what an answer may hold. */
function largestCounts(counts: readonly Series[], labels: readonly string[]): Counted[] {
  const largest = new Map<string, number>();
  for (const each of counts) {
    const name = labelOf(each, ...labels);
    largest.set(name, Math.max(largest.get(name) ?? 0, each.values[0] ?? 0));
  }
  return [...largest].map(([name, count]) => ({ name, count }));
}

/**
 * Where a target's own label won over the scraped one, that one, which matters, is named `exported_…`. A
 * target may have some of the labels and not others, and families come from different targets.
 */
function labelNamer(counts: Counts, plainLabel: LabelOf): LabelOf {
  return (family) => {
    const label = plainLabel(family);
    const counted = counts.get(family) ?? counts.get("running") ?? [];
    const isRenamed = counted.length > 0 && counted.every(({ labels }) => labels[`exported_${label}`]);
    return isRenamed ? `exported_${label}` : label;
  };
}

/** Fills groups one after the other up to the bounds; what is larger gets a group of its own. */
function pack(items: readonly Counted[], { mostSamples, mostTextBytes }: PackBounds): string[][] {
  const groups: { names: string[]; count: number; textBytes: number }[] = [];
  for (const { name, count } of items.toSorted((a, b) => b.count - a.count)) {
    const textBytes = alternativeBytes(name);
    const group = groups.find(
      (each) => each.count + count <= mostSamples && each.textBytes + textBytes <= mostTextBytes,
    );
    if (group === undefined) groups.push({ names: [name], count, textBytes });
    else {
      group.names.push(name);
      group.count += count;
      group.textBytes += textBytes;
    }
  }
  return groups.map(({ names }) => names);
}
