// The benchmark: `npm run bench`, or a part of it with `npm run bench -- --only b,c --containers 2000 --days 10`. Loads a
// cluster with history into a database of its own, measures, and prints a table. docs/benchmarks.md has what it said.
import { arch, cpus, platform, totalmem } from "node:os";
import { type BenchDatabase, openBenchDatabase } from "./load/bench-database.ts";
import { type Figure, tableOf } from "./measure/table.ts";
import { type BenchOptions, readOptions, USAGE } from "./options.ts";
import { benchEdge } from "./parts/edge.ts";
import { benchFleet } from "./parts/fleet.ts";
import { benchFloor } from "./parts/floor.ts";
import { benchHistory } from "./parts/history.ts";
import { benchIngest } from "./parts/ingest.ts";
import { benchMethods } from "./parts/methods.ts";
import { benchMemory } from "./parts/memory.ts";
import { benchOpenCost } from "./parts/opencost.ts";
import { benchStartUp } from "./parts/start-up.ts";
import { benchWatch } from "./parts/watch.ts";

const CONNECTIONS = 32;
const EDGE_SECONDS = 4;
const EDGE_ROUNDS = 5;

const options = optionsOrExit();
if (options) await bench(options);
// Connections that autocannon made anew leave timers behind, which would keep the process for ever.
process.exit();

function optionsOrExit(): BenchOptions | null {
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    process.stdout.write(USAGE);
    return null;
  }
  try {
    return readOptions(args, process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 64;
    return null;
  }
}

async function bench(wanted: BenchOptions): Promise<void> {
  const { parts, openCostUrl, rounds } = wanted;
  const startedAt = performance.now();
  const figures: Figure[] = [];
  const measured: Measured = async (what, measure) => {
    process.stderr.write(`${what} …\n`);
    figures.push(...(await measure()));
  };
  if (parts.has("h")) await measured("methods", () => Promise.resolve(benchMethods()));
  if (parts.has("i")) await measured("fleet", () => benchFleet(wanted));
  const database = await openBenchDatabase(wanted);
  cleanUpOnSignals(database);
  try {
    await measureInside(database, wanted, measured);
    if (parts.has("f")) await measured("start-up", () => benchStartUp(database.ownEnv));
  } finally {
    await database.remove();
  }
  if (parts.has("d")) await measured("edge", () => benchEdge(edgeLoad(wanted)));
  if (parts.has("j")) await measured("processor time of short questions", () => benchFloor(wanted));
  if (parts.has("g") && openCostUrl !== null)
    await measured("OpenCost", () => benchOpenCost(openCostUrl, rounds));
  report(figures, database, performance.now() - startedAt);
}

type Measured = (what: string, measure: () => Promise<Figure[]>) => Promise<void>;

/** Measures what takes the database while it is open here, and closes it. */
async function measureInside(
  database: BenchDatabase,
  wanted: BenchOptions,
  measured: Measured,
): Promise<void> {
  const { parts, ingestContainers } = wanted;
  try {
    if (parts.has("b") || parts.has("c") || parts.has("f")) {
      await measured("history", () => benchHistory(database, wanted));
    }
    // After the questions: what it leaves behind lies among what they read.
    if (parts.has("a")) await measured("ingest", () => benchIngest(database.database, ingestContainers));
    if (parts.has("e")) await measured("memory", () => benchMemory(database, wanted));
    // Last: who collects looks at all budgets and rules after each hour, once there are any.
    if (parts.has("h")) await measured("look at budgets and rules", () => benchWatch(database, wanted));
  } finally {
    await database.close();
  }
}

/** Who stops the benchmark is not to be left with a database of gigabytes that runs on. */
function cleanUpOnSignals(database: BenchDatabase): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      process.stderr.write(`stopped by ${signal}\n`);
      process.exitCode = 1;
      const ended = database.close().then(() => database.remove());
      ended.then(exit, exit);
    });
  }
}

function exit(): never {
  process.exit();
}

function edgeLoad({ nodeOptions }: BenchOptions): Parameters<typeof benchEdge>[0] {
  return { rounds: EDGE_ROUNDS, seconds: EDGE_SECONDS, connections: CONNECTIONS, nodeOptions };
}

function report(figures: readonly Figure[], { ownEnv }: Pick<BenchDatabase, "ownEnv">, tookMs: number): void {
  const { model = "unknown" } = cpus()[0] ?? {};
  const machine = `${cpus().length} × ${model}, ${Math.round(totalmem() / 1024 ** 3)} GiB, ${platform()} ${arch()}`;
  const place =
    ownEnv["DATABASE_URL"] === undefined ? "embedded PostgreSQL" : "PostgreSQL of BENCH_DATABASE_URL";
  process.stdout.write(
    `${machine}, Node ${process.versions.node}, ${place}; ${(tookMs / 60_000).toFixed(1)} min\n\n`,
  );
  process.stdout.write(
    `${tableOf(figures.toSorted((a, b) => (a.part < b.part ? -1 : a.part > b.part ? 1 : 0)))}\n`,
  );
}
