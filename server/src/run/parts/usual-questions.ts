import { FULL_SCOPE } from "@kubecent/shared";
import { appRouter } from "../../api/router.ts";
import type { Answers } from "../../api/answers.ts";
import { admit } from "../../api/admission.ts";
import { readInput } from "../../api/call.ts";
import type { ApiServices, Context } from "../../api/context.ts";
import { callerOf } from "../../auth/caller.ts";
import type { WarmingQuestion } from "../../cache/warming.ts";
import { type Procedure, proceduresOf } from "../../api/procedures.ts";

const PROCEDURES = new Set([
  "cost.cluster",
  "cost.namespaces",
  "cost.nodes",
  "cost.pods",
  "metrics.nodes",
  "metrics.pods",
]);
const WINDOWS = ["24h", "last7d", "last30d"] as const;

/** The caller of warming: may see everything, and change nothing. */
const WARMER: Context["identity"] = {
  caller: callerOf({
    id: "system:cache-warming",
    name: "cache warming",
    grants: [{ role: "viewer", scope: FULL_SCOPE }],
    credential: { kind: "api-token", from: "cache warming", id: null, createdAt: 0, expiresAt: null },
  }),
  refusal: null,
};

/** What is asked most: clusters, namespaces, nodes and pods, over a day, a week and a month. */
export async function usualQuestions(answers: Answers, services: ApiServices): Promise<WarmingQuestion[]> {
  const { clusters } = await services.cache.versions.current();
  const currencies = [...new Set(clusters.map(({ currency }) => currency))];
  // Clusters of several currencies cannot be asked about together.
  const narrowed = currencies.length > 1 ? currencies.map((currency) => ({ currency })) : [{}];
  const procedures = proceduresOf(appRouter).filter(({ name }) => PROCEDURES.has(name));
  return procedures.flatMap((procedure) =>
    WINDOWS.flatMap((window) =>
      narrowed.map((more) => () => askAhead({ answers, services, procedure, input: { window, ...more } })),
    ),
  );
}

interface AheadQuestion {
  readonly answers: Answers;
  readonly services: ApiServices;
  readonly procedure: Procedure;
  readonly input: object;
}

async function askAhead({ answers, services, procedure, input }: AheadQuestion): Promise<void> {
  // There is nothing to warm where answers are not kept.
  if (!answers.keeps(procedure)) return;
  const ctx = { requestId: "cache-warming", identity: WARMER, services };
  await answers.give(readInput(admit(ctx, procedure), input));
}
