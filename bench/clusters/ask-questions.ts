import type { Instant } from "@kubecent/shared";
import type { Database } from "../../server/src/store/connection/database.ts";
import { callAs, createTestServices } from "../../test/support/test-services.ts";
import { timeEach, type Took } from "./took.ts";

interface Asking {
  readonly window: { readonly start: string; readonly end: string };
  readonly now: Instant;
  readonly rounds: number;
}

type Viewer = ReturnType<typeof callAs>;
type Ask = (viewer: Viewer, page: Asking["window"] & { readonly limit: number }) => Promise<unknown>;

const QUESTIONS: readonly { readonly what: string; readonly ask: Ask }[] = [
  { what: "all clusters, by cluster", ask: (viewer, page) => viewer.cost.cluster(page) },
  { what: "all clusters, by namespace", ask: (viewer, page) => viewer.cost.namespaces(page) },
  { what: "all clusters, by label", ask: (viewer, page) => viewer.cost.labels({ ...page, name: "team" }) },
  {
    what: "one cluster, by namespace",
    ask: (viewer, page) => viewer.cost.namespaces({ ...page, cluster: "cluster-7" }),
  },
  { what: "one cluster, pods", ask: (viewer, page) => viewer.cost.pods({ ...page, cluster: "cluster-7" }) },
];

/** Asks each question so many times after two that are not counted, with another limit each time: no kept answer answers. */
export async function* askQuestions(
  database: Database,
  { window, now, rounds }: Asking,
): AsyncGenerator<{ what: string; took: Took }> {
  const viewer = callAs(
    "viewer",
    createTestServices(database, () => now),
  );
  for (const { what, ask } of QUESTIONS) {
    const limits = Array.from({ length: rounds + 2 }, (_, round) => 101 + round);
    const { eachMs } = await timeEach(limits, 1, (limit) => ask(viewer, { ...window, limit }));
    const counted = eachMs.slice(2);
    yield { what, took: { eachMs: counted, wholeMs: counted.reduce((sum, each) => sum + each, 0) } };
  }
}
