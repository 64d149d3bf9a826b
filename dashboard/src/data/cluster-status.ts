import type { ClusterStatusAnswer } from "@kubecent/sdk";
import type { Rights } from "./may-see-whole.ts";
import type { Question } from "./question.ts";

const MINUTE_MS = 60_000;

/** How the collection of each cluster is getting on; asked once a minute, for those who may see it. */
export function clusterStatus({
  permissions,
}: Pick<Rights, "permissions">): Question<object, ClusterStatusAnswer> {
  return {
    name: "clusters.status",
    input: permissions.includes("cluster:view") ? {} : null,
    ask: (client, input, options) => client.clusters.status.query(input, options),
    everyMs: MINUTE_MS,
  };
}
