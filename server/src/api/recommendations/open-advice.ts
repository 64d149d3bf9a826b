import { formatInstant, type ReadAdviceFilter } from "@kubecent/shared";
import { readAdvisedUntil } from "../../store/recommendations/read-advice.ts";
import {
  dataVersionOf,
  findClusters,
  soleCurrency,
  type StoredCluster,
} from "../../store/queries/clusters/stored-clusters.ts";
import type { Seen } from "../../store/access/visibility.ts";
import type { PageSource } from "../../store/paging/page-source.ts";
import { visibilityIn } from "../admission.ts";
import type { AdmittedContext } from "../context.ts";
import { readSnapshot } from "../question.ts";

/** A question about advice on its way to an answer: the clusters that it is about, and the one moment that it reads. */
export interface OpenAdvice {
  readonly source: PageSource;
  readonly seen: Seen;
  readonly clusters: readonly StoredCluster[];
}

/** What every answer about advice says. */
export interface AdviceHead {
  readonly currency: string;
  readonly dataVersion: string;
  readonly until: string | null;
}

/** Answers a question about advice from one snapshot, which holds what the caller may see and nothing else. */
export function answerAdvice<Body extends object>(
  ctx: AdmittedContext,
  { cluster, currency }: Pick<ReadAdviceFilter, "cluster" | "currency">,
  body: (open: OpenAdvice) => Promise<Body>,
): Promise<AdviceHead & Body> {
  return readSnapshot(ctx, visibilityIn(ctx.caller, cluster), async (source, seen) => {
    const clusters = await findClusters(source.client, { names: cluster, currency }, seen);
    const until = await readAdvisedUntil(
      source.client,
      clusters.map(({ clusterId }) => clusterId),
    );
    return {
      currency: soleCurrency(clusters),
      dataVersion: dataVersionOf(clusters),
      until: until === null ? null : formatInstant(until),
      ...(await body({ source, seen, clusters })),
    };
  });
}

/** Whether a cluster is seen in part alone: then nothing is told that only packing all of it can tell. */
export function isPartial({ partial }: Seen, clusterId: number): boolean {
  return partial?.clusterIds.includes(clusterId) ?? false;
}
