import { POD_FAMILIES, type PodFamily } from "../query/families.ts";
import { type HourReader, type Reading, readStates } from "../query/hour-reader.ts";
import type { Shard } from "../query/shard.ts";
import { labelOf, type Series } from "../series/series.ts";
import { podKey, podNameOf } from "./pod-lives.ts";
import { SourceError } from "../../source-error.ts";
import type { ShardPlan } from "../query/shards.ts";
import { type PodCgroups, readPodCgroups } from "./pod-cgroups.ts";

/** All series about the pods of one shard, and of whole pods where no container of theirs is measured. */
export interface WholeShard extends ShardSeries {
  readonly cgroups: PodCgroups;
}

/** Reads the shards of a plan one after the other. One that is too large for the server is read in parts. */
export async function* readShards(
  reader: HourReader,
  { shards, missing }: ShardPlan,
): AsyncGenerator<WholeShard> {
  const waiting = [...shards];
  for (let shard = waiting.shift(); shard; shard = waiting.shift()) {
    try {
      const series = await readShard(reader, shard, missing);
      yield { ...series, cgroups: await readPodCgroups(reader, shard, series) };
    } catch (error) {
      const halves = error instanceof SourceError && error.isTooLarge ? shard.halves() : null;
      if (!halves) throw error;
      waiting.unshift(...halves);
    }
  }
}

/** All series about the pods of one shard. */
export interface ShardSeries {
  readonly podInfo: Series[];
  /** Labels and owners: what counts are the series' labels; their values are numbers of samples. */
  readonly podLabels: Series[];
  readonly podOwner: Series[];
  /** Running states and starts, init containers' too. */
  readonly running: Series[];
  readonly started: Series[];
  readonly requests: Series[];
  readonly podRequests: Series[];
  readonly podSpecRequests: Series[];
  readonly overheads: Series[];
  readonly gpuAllocation: Series[];
  readonly cpu: Series[];
  readonly ram: Series[];
  readonly egress: Series[];
}

/** Reads all that there is about a shard's pods, but for families of which nothing exists. */
export async function readShard(
  reader: HourReader,
  shard: Shard,
  missing: ReadonlySet<PodFamily>,
): Promise<ShardSeries> {
  const read = async (family: PodFamily, how: (reading: Reading) => Promise<Series[]>) => {
    if (missing.has(family)) return [];
    const found = await how({ matchers: shard.matchersFor(family) });
    return withPod(found, POD_FAMILIES[family].podLabel).filter((series) => shard.holds(series));
  };
  const samples = (family: PodFamily) =>
    read(family, (reading) => reader.samples(POD_FAMILIES[family], reading));
  const counts = (family: PodFamily) =>
    read(family, (reading) => reader.sampleCounts(POD_FAMILIES[family], reading));
  // The first and the last of the hour: what is between them happened to a container that keeps restarting.
  const ends = (family: PodFamily) =>
    together(
      read(family, (reading) => reader.lowestSamples(POD_FAMILIES[family], reading)),
      read(family, (reading) => reader.lastSamples(POD_FAMILIES[family], reading)),
    );
  const states = (family: PodFamily) =>
    read(family, (reading) => readStates(reader, POD_FAMILIES[family], { ...reading, identify: requestOf }));
  const statesOf = async (family: PodFamily, resource: string) =>
    (await states(family)).map((series) => ({ ...series, labels: { ...series.labels, resource } }));

  const [podInfo, podLabels, podOwner, gpuAllocation, podRequests, podSpecRequests, egress, ...both] =
    await Promise.all([
      samples("podInfo"),
      counts("podLabels"),
      counts("podOwner"),
      states("gpuAllocation"),
      states("podRequests"),
      states("podSpecRequests"),
      samples("egress"),
      together(samples("running"), samples("initRunning")),
      together(ends("started"), ends("initStarted")),
      together(
        states("requests"),
        states("initRequests"),
        statesOf("oldCpuRequests", "cpu"),
        statesOf("oldRamRequests", "memory"),
      ),
      together(samples("cpu"), samples("oldCpu")),
      together(samples("ram"), samples("oldRam")),
      together(statesOf("overheadCpu", "cpu"), statesOf("overheadRam", "memory")),
    ]);
  const [running, started, requests, cpu, ram, overheads] = both;
  const reserves = { podRequests, podSpecRequests, overheads };
  return {
    ...reserves,
    podInfo,
    podLabels,
    podOwner,
    gpuAllocation,
    egress,
    running,
    started,
    requests,
    cpu,
    ram,
  };
}

/** Gives series the usual label of the pod that they are about. A scrape may have put its own target's pod there. */
function withPod(series: readonly Series[], podLabel: string): readonly Series[] {
  if (podLabel === "pod") return series;

  return series.map((each) => {
    const pod = labelOf(each, podLabel);
    if (pod === "") return each;
    const { exported_pod: _, ...labels } = each.labels;
    return { ...each, labels: { ...labels, pod } };
  });
}

async function together(...parts: readonly Promise<Series[]>[]): Promise<Series[]> {
  return (await Promise.all(parts)).flat();
}

/** Names the request that a series tells of. */
function requestOf(series: Series): string {
  return [podKey(podNameOf(series)), labelOf(series, "container"), labelOf(series, "resource")].join("\n");
}
