// `BENCH_DATABASE_URL=… npm run bench:clusters -- --clusters 50 --containers 200 --hours 6`: writes hours of many clusters,
// makes their days, and asks questions, in an empty database of any PostgreSQL: on Citus one that `distribute` was run
// on. docs/scale.md has what it said.
import { parseArgs } from "node:util";
import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import { databaseOf, openDatabase } from "../../server/src/run/start/open-database.ts";
import type { Database } from "../../server/src/store/connection/database.ts";
import { percentilesOf } from "../measure/percentiles.ts";
import { askQuestions } from "./ask-questions.ts";
import type { Took } from "./took.ts";
import { makeDays, registerClusters, writeHours } from "./write-clusters.ts";

const FIRST_HOUR = Date.UTC(2026, 10, 16);
const { values } = parseArgs({
  options: {
    clusters: { type: "string", default: "50" },
    containers: { type: "string", default: "200" },
    hours: { type: "string", default: "6" },
    lanes: { type: "string", default: "4" },
    rounds: { type: "string", default: "20" },
  },
});
const size = {
  clusters: Number(values.clusters),
  containers: Number(values.containers),
  firstHour: FIRST_HOUR,
  hours: Number(values.hours),
  lanes: Number(values.lanes),
};
const rounds = Number(values.rounds);
const databaseUrl = process.env["BENCH_DATABASE_URL"];
if (databaseUrl === undefined || ![...Object.values(size), rounds].every((count) => count >= 1)) {
  process.stderr.write(
    "Found no BENCH_DATABASE_URL, or a size that is no number; wanted an empty database and, for example, " +
      "--clusters 50 --containers 200 --hours 6 --lanes 4 --rounds 20\n",
  );
  process.exit(64);
}

const opened = await openDatabase({
  databaseUrl,
  databaseDirectUrl: null,
  dataFolder: "",
  dbPoolMax: 10,
  dbConnectTimeoutMs: 60_000,
  dbQueryTimeoutMs: 300_000,
  log: () => undefined,
});
try {
  await measure(databaseOf(opened));
} finally {
  await opened.close();
}

async function measure(database: Database): Promise<void> {
  const ids = await registerClusters(database, size.clusters);
  print(
    `${await placeOf(database)}: ${size.clusters} clusters of ${size.containers} containers, ${size.hours} hours\n`,
  );
  print("| what | p50 | p95 | in all |\n| --- | ---: | ---: | ---: |");
  line(`an hour of a cluster, ${size.lanes} at a time`, await writeHours(database, ids, size));
  line("a day of a cluster, one at a time", await makeDays(database, ids, size));
  const window = {
    start: new Date(FIRST_HOUR).toISOString(),
    end: new Date(FIRST_HOUR + size.hours * HOUR_MS).toISOString(),
  };
  const questions = askQuestions(database, { window, now: FIRST_HOUR + 2 * DAY_MS, rounds });
  for await (const { what, took } of questions) line(what, took);
}

function line(what: string, { eachMs, wholeMs }: Took): void {
  const { p50, p95 } = percentilesOf(eachMs);
  print(`| ${what} | ${p50.toFixed(0)} ms | ${p95.toFixed(0)} ms | ${(wholeMs / 1_000).toFixed(1)} s |`);
}

/** How many servers keep rows. */
async function placeOf({ primary }: Database): Promise<string> {
  const { rows } = await primary.query<{ citus: boolean }>(
    "select to_regclass('pg_catalog.pg_dist_node') is not null as citus",
  );
  if (!rows[0]?.citus) return "one PostgreSQL";
  const servers = await primary.query("select distinct groupid from pg_dist_placement where groupid <> 0");
  return `Citus, rows on ${servers.rowCount ?? 0} workers`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
