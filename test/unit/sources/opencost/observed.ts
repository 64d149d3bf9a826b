import { createOpenCostSource } from "../../../../server/src/sources/opencost/opencost-source.ts";
import type { Observation, PerMinute, PodObservation } from "../../../../server/src/domain/observation.ts";
import {
  type Answers,
  RECORDED_DAY,
  type RecordedRow,
  serveDay,
  smallRecording,
} from "../../../support/opencost/recorded-opencost.ts";
import type { OpenCostQuestion } from "../../../support/opencost/fake-opencost.ts";

const HOUR_MS = 3_600_000;

/** An hour of the small recording, in which nothing began or ended. */
export const HOUR = RECORDED_DAY + 9 * HOUR_MS;

/** The hour of the small recording with OpenCost's answers changed, as the source observes it. */
export async function observed(
  change?: (answers: Answers, question: OpenCostQuestion) => Answers,
  hour = HOUR,
): Promise<Observation> {
  await using server = await serveDay(smallRecording(), change);
  const source = createOpenCostSource({ url: server.url, firstWaitMs: 1, now: () => hour + 6 * HOUR_MS });
  return await source.observe(hour, new AbortController().signal);
}

/** Changes each allocation for which `applies`. */
export function withAllocations(
  applies: (row: RecordedRow) => boolean,
  change: Readonly<Record<string, unknown>>,
): (answers: Answers) => Answers {
  return (answers) => ({ ...answers, allocations: changed(answers.allocations, applies, change) });
}

/** Changes each asset for which `applies`. */
export function withAssets(
  applies: (row: RecordedRow) => boolean,
  change: Readonly<Record<string, unknown>>,
): (answers: Answers) => Answers {
  return (answers) => ({ ...answers, assets: changed(answers.assets, applies, change) });
}

function changed(
  rows: Readonly<Record<string, RecordedRow>>,
  applies: (row: RecordedRow) => boolean,
  change: Readonly<Record<string, unknown>>,
): Record<string, RecordedRow> {
  return Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, applies(row) ? { ...row, ...change } : row]),
  );
}

/** The one pod of a namespace. */
export function podIn({ pods }: Observation, namespace: string): PodObservation {
  const [pod, ...others] = pods.filter((each) => each.namespace === namespace);
  if (!pod || others.length > 0) throw new Error(`${namespace} has ${others.length + (pod ? 1 : 0)} pods`);
  return pod;
}

/** Minutes that the shares add up to. */
export function minutes(shares: PerMinute | undefined): number {
  return (shares ?? new Float64Array(0)).reduce((sum, share) => sum + share, 0);
}
