import type { AdviceFamily } from "../../../domain/advice/advice-observation.ts";
import { SourceError } from "../../source-error.ts";
import type { PodFamily } from "../query/families.ts";
import type { Family } from "../query/selector.ts";
import type { Shard } from "../query/shard.ts";
import type { Series } from "../series/series.ts";
import {
  CONTAINER_LABELS,
  growthOfContainers,
  lastBy,
  LIMITS,
  PERIODS,
  THROTTLED,
} from "./advice-families.ts";
import type { AdviceReader } from "./advice-reader.ts";

/** What is told of the containers of one shard: a value each, by the labels of containers. Null where it was not answered. */
export interface ShardFacts {
  readonly limits: readonly Series[] | null;
  readonly periods: readonly Series[] | null;
  /** Only of those that were held back. */
  readonly throttled: readonly Series[] | null;
}

interface ShardQuestion {
  readonly of: AdviceFamily;
  readonly family: Family;
  /** The family whose series are named and labelled alike. */
  readonly like: PodFamily;
  readonly write: (range: string) => string;
}

const QUESTIONS = {
  limits: {
    of: "limits",
    family: LIMITS,
    like: "requests",
    write: (range) => lastBy([...CONTAINER_LABELS, "resource"], range),
  },
  periods: { of: "throttling", family: PERIODS, like: "cpu", write: growthOfContainers },
  throttled: {
    of: "throttling",
    family: THROTTLED,
    like: "cpu",
    write: (range) => `${growthOfContainers(range)} > 0`,
  },
} as const satisfies Record<keyof ShardFacts, ShardQuestion>;

/** Asks for what is told of a shard's containers, added up and picked out by the server: a number each instead of samples. */
export async function readShardFacts(reader: AdviceReader, shard: Shard): Promise<ShardFacts> {
  const read = (question: ShardQuestion) =>
    reader.unlessFailed([question.of], () => readQuestion(reader, shard, question));
  const [limits, periods, throttled] = await Promise.all([
    read(QUESTIONS.limits),
    read(QUESTIONS.periods),
    read(QUESTIONS.throttled),
  ]);
  return { limits, periods, throttled };
}

/** In parts where it is too much at once for the server. */
async function readQuestion(reader: AdviceReader, shard: Shard, question: ShardQuestion): Promise<Series[]> {
  const { family, like, write } = question;
  try {
    const found = await reader.aside(family.name, (range) => write(range(family, shard.matchersFor(like))));
    return found.filter((series) => shard.holds(series));
  } catch (error) {
    const halves = error instanceof SourceError && error.isTooLarge ? shard.halves() : null;
    if (!halves) throw error;
    const parts = [];
    for (const half of halves) parts.push(await readQuestion(reader, half, question));
    return parts.flat();
  }
}
