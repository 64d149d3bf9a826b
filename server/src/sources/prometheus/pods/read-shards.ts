import { SourceError } from "../../source-error.ts";
import type { HourReader } from "../query/hour-reader.ts";
import type { ShardPlan } from "../query/shards.ts";
import { type PodCgroups, readPodCgroups } from "./pod-cgroups.ts";
import { readShard, type ShardSeries } from "./read-shard.ts";

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
