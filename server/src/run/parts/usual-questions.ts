import { FULL_SCOPE } from "@kubecent/shared";
import { appRouter } from "../../api/router.ts";
import type { Answers } from "../../api/answers/answers.ts";
import type { ApiServices, Context } from "../../api/context.ts";
import { callerOf } from "../../auth/caller.ts";
import type { WarmingQuestion } from "../../cache/warming.ts";
import { REST_PATH } from "../../http/request/request-state.ts";
import { type RestProcedure, restProcedures } from "../../http/rest/rest-procedures.ts";

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
  const procedures = restProcedures(appRouter).filter(({ name }) => PROCEDURES.has(name));
  return procedures.flatMap((procedure) =>
    WINDOWS.flatMap((window) =>
      narrowed.map((more) => () => askAhead({ answers, services, procedure, input: { window, ...more } })),
    ),
  );
}

interface AheadQuestion {
  readonly answers: Answers;
  readonly services: ApiServices;
  readonly procedure: RestProcedure;
  readonly input: object;
}

async function askAhead({ answers, services, procedure, input }: AheadQuestion): Promise<void> {
  const asked = {
    procedure: { ...procedure, path: REST_PATH + procedure.path },
    input,
    ctx: { requestId: "cache-warming", identity: WARMER, services },
  };
  const question = answers.questionOf(asked.procedure, input);
  // Undefined where answers are not kept: then warming has no use.
  if (question) await answers.ask(question, asked);
}
