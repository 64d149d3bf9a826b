import { parseArgs } from "node:util";

export const PARTS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] as const;
export type Part = (typeof PARTS)[number];

/** What is measured, and how large. */
export interface BenchOptions {
  readonly parts: ReadonlySet<Part>;
  /** Containers that run at a time in the cluster with history, and days of it. */
  readonly containers: number;
  readonly days: number;
  readonly factDays: number;
  /** Containers of the hour that is ingested, and of the Prometheus that is collected from. */
  readonly ingestContainers: number;
  readonly rounds: number;
  /** A folder whose loaded cluster is used again, and kept; null makes one and removes it. */
  readonly dataFolder: string | null;
  readonly databaseUrl: string | null;
  readonly openCostUrl: string | null;
  /** Options for the Node of the servers whose requests and memory are counted. */
  readonly nodeOptions: readonly string[];
}

export const USAGE = `npm run bench -- [OPTION ...]

  --only a,b,c       parts: a ingest, b latency, c growth, d edge, e memory, f start-up, g OpenCost,
                     h anomalies and forecasts, and a look at budgets and alert rules,
                     i a hundred clusters, j processor time of short questions (all)
  --containers N     containers of the cluster with history (10000)
  --days N           days of its history (365)
  --fact-days N      days of it with container-hours (90)
  --ingest N         containers of the hour that is ingested, and collected from Prometheus (20000)
  --rounds N         how often what is repeated is repeated (30)
  --data FOLDER      keeps what was loaded in a folder, and uses it again

BENCH_DATABASE_URL takes a PostgreSQL other than the embedded one (its user needs CREATEDB); BENCH_OPENCOST_URL is an OpenCost
to ask as well; BENCH_NODE_OPTIONS are for the Node of the servers of d, e and i, such as --cpu-prof.
`;

/** Reads the command line and the environment. Throws where they are not understood. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: PARTS.join(",") },
      containers: { type: "string", default: "10000" },
      days: { type: "string", default: "365" },
      "fact-days": { type: "string", default: "90" },
      ingest: { type: "string", default: "20000" },
      rounds: { type: "string", default: "30" },
      data: { type: "string" },
    },
  });
  return {
    parts: new Set(values.only.split(",").map(partOf)),
    containers: countOf("--containers", values.containers),
    days: countOf("--days", values.days),
    factDays: countOf("--fact-days", values["fact-days"]),
    ingestContainers: countOf("--ingest", values.ingest),
    rounds: countOf("--rounds", values.rounds),
    dataFolder: values.data ?? null,
    databaseUrl: env["BENCH_DATABASE_URL"] ?? null,
    openCostUrl: env["BENCH_OPENCOST_URL"] ?? null,
    nodeOptions: (env["BENCH_NODE_OPTIONS"] ?? "").split(" ").filter(Boolean),
  };
}

function partOf(text: string): Part {
  const part = PARTS.find((known) => known === text.trim());
  if (!part) throw new Error(`--only: found ${JSON.stringify(text)}, wanted some of ${PARTS.join(", ")}`);
  return part;
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new Error(`${option}: found ${JSON.stringify(text)}, wanted a whole number above zero`);
}
