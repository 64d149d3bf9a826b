import { DAY_MS, formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";

/** A question whose time is measured. */
export interface Question {
  readonly name: string;
  readonly path: string;
  /** How far it looks back, so that it is asked of no shorter history. */
  readonly days: number;
  /** Whether the edges of its window are read from container-hours. */
  readonly needsFacts?: boolean;
  readonly targetMs?: { readonly cold: number; readonly warm?: number };
}

/** The questions of the benchmark; those of a window with two ends look back from the beginning of `today`. */
export function questionsAt(
  { today, dueEnd }: { readonly today: Instant; readonly dueEnd: Instant },
  cluster: string,
): Question[] {
  const since = (days: number): string =>
    `start=${formatInstant(today - days * DAY_MS)}&end=${formatInstant(today)}`;
  const newestHour = `start=${formatInstant(dueEnd - HOUR_MS)}&end=${formatInstant(dueEnd)}`;
  const questions: Question[] = [
    { name: "cluster 24 h", path: "/api/v1/cost/cluster?window=24h", days: 1, targetMs: { cold: 10 } },
    { name: "namespaces 7 d", path: "/api/v1/cost/namespaces?window=7d", days: 7 },
    {
      name: "namespaces 30 d",
      path: "/api/v1/cost/namespaces?window=30d",
      days: 30,
      targetMs: { cold: 10, warm: 3 },
    },
    {
      name: "workloads 30 d",
      path: "/api/v1/cost/workloads?window=30d",
      days: 30,
      targetMs: { cold: 30 },
    },
    {
      name: "pods of a namespace 7 d",
      path: "/api/v1/cost/pods?window=7d&namespace=service-1",
      days: 7,
      needsFacts: true,
      targetMs: { cold: 15 },
    },
    {
      name: "label:team 30 d",
      path: "/api/v1/cost/labels?window=30d&name=team",
      days: 30,
      needsFacts: true,
      targetMs: { cold: 40 },
    },
    {
      name: "namespaces 30 d by three labels",
      path: "/api/v1/cost/namespaces?window=30d&label.team=team-1,team-2,team-3&label.tier=web&label.app=app-15,app-30,app-64,app-94,app-128,app-191",
      days: 30,
      needsFacts: true,
      targetMs: { cold: 60 },
    },
    {
      name: "two months compared by workload",
      path: `/api/v1/cost/compare?aggregate=controller&${since(30)}`,
      days: 60,
      targetMs: { cold: 60 },
    },
    { name: "timeseries 90 d by day", path: `/api/v1/cost/timeseries?step=day&${since(90)}`, days: 90 },
    {
      name: "one year by month",
      path: `/api/v1/cost/timeseries?step=month&${since(365)}`,
      days: 365,
      targetMs: { cold: 15 },
    },
    {
      name: "namespaces 30 d, idle shared",
      path: "/api/v1/cost/namespaces?window=30d&idle=share",
      days: 30,
      needsFacts: true,
      targetMs: { cold: 150 },
    },
    {
      name: "namespaces 30 d, kube-system and the fee shared",
      path: "/api/v1/cost/namespaces?window=30d&shareNamespaces=kube-system&shareFee=true",
      days: 30,
      targetMs: { cold: 60 },
    },
    {
      name: "namespaces of the newest hour",
      path: `/api/v1/cost/namespaces?${newestHour}`,
      days: 1,
      targetMs: { cold: 5 },
    },
    {
      name: "names of a namespace's workloads, newest hour",
      path: `/api/v1/cost/workloads?${newestHour}&namespace=service-1`,
      days: 1,
      targetMs: { cold: 5 },
    },
  ];
  // By name, for ingest and memory are measured with clusters of their own.
  return questions.map((question) => ({ ...question, path: `${question.path}&cluster=${cluster}` }));
}

/** Says of questions whether a history of so many days, so many of them with container-hours, has their answers. */
export function isAnsweredBy(history: {
  readonly days: number;
  readonly factDays: number;
}): (question: Question) => boolean {
  return ({ days, needsFacts = false }) => days <= history.days && (!needsFacts || days < history.factDays);
}
