// `npm run bench:storage -- --containers 1000 --hours 48`: stores hours of a made-up cluster in a database of its own
// as the collector would, and prints what each table takes on disk. docs/scale.md has what it said.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import { allocateHour } from "../../server/src/domain/allocation/price-hour.ts";
import { observedUsage } from "../../server/src/domain/usage/observed-usage.ts";
import { databaseOf, openDatabase } from "../../server/src/run/start/open-database.ts";
import { registerCluster } from "../../server/src/store/collecting/collection.ts";
import { SPAN_ROLLUPS } from "../../server/src/store/sums/spans/span-rollups.ts";
import { makeDay } from "../../server/src/store/sums/days/make-day.ts";
import { writeHour } from "../../server/src/store/hours/write-hour.ts";
import { ROUND_BOOK } from "../../test/support/observations.ts";
import { observeSizedCluster } from "./sized-cluster.ts";
import { readTableSizes, type TableSize } from "./table-sizes.ts";
import type { Database } from "../../server/src/store/connection/database.ts";

const FIRST_HOUR = Date.UTC(2026, 10, 16);
const { values } = parseArgs({
  options: {
    containers: { type: "string", default: "1000" },
    hours: { type: "string", default: "48" },
    churn: { type: "string", default: "0.02" },
  },
});
const shape = { containers: Number(values.containers), churn: Number(values.churn) };
const hours = Number(values.hours);
if (!(shape.containers >= 1 && hours >= 1 && shape.churn >= 0)) {
  process.stderr.write("Found a size that is no number, wanted --containers 1000 --hours 48 --churn 0.02\n");
  process.exit(64);
}

const folder = await mkdtemp(path.join(tmpdir(), "kubecent-bench-"));
// As root the database belongs to another user, who must get in.
await chmod(folder, 0o711);
const opened = await openDatabase({
  databaseUrl: null,
  databaseDirectUrl: null,
  dataFolder: path.join(folder, "data"),
  dbPoolMax: 4,
  dbConnectTimeoutMs: 2_000,
  dbQueryTimeoutMs: 120_000,
  log: () => undefined,
});
try {
  const database = databaseOf(opened);
  const durations = await store(database);
  report(await readTableSizes(database), durations);
} finally {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
}

interface Durations {
  readonly hourMs: number[];
  readonly dayMs: number[];
  readonly walBytes: number;
}

async function store(database: Database): Promise<Durations> {
  const cluster = { name: "sized", source: "prometheus", currency: ROUND_BOOK.currency } as const;
  const clusterId = await registerCluster(database, cluster);
  const before = await walPosition(database);
  const hourMs: number[] = [];
  for (let hour = FIRST_HOUR; hour < FIRST_HOUR + hours * HOUR_MS; hour += HOUR_MS) {
    const observation = observeSizedCluster(shape, hour);
    hourMs.push(
      await timed(async () => {
        const costs = allocateHour(observation, ROUND_BOOK);
        const usage = observedUsage(observation);
        const collectedAt = hour + 4 * HOUR_MS;
        await writeHour(database, { clusterId, costs, usage, status: "closed", collectedAt });
      }),
    );
  }
  const dayMs: number[] = [];
  for (let day = FIRST_HOUR; day < FIRST_HOUR + hours * HOUR_MS; day += DAY_MS)
    dayMs.push(await timed(() => makeDay(database, { clusterId, day })));
  return { hourMs, dayMs, walBytes: (await walPosition(database)) - before };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function walPosition(database: Database): Promise<number> {
  const { rows } = await database.primary.query<{ bytes: number }>(
    "select (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8 as bytes",
  );
  return rows[0]?.bytes ?? 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report(tables: readonly TableSize[], { hourMs, dayMs, walBytes }: Durations): void {
  const days = dayMs.length;
  const containerHours = shape.containers * hours;
  const bytesOf = (grows: TableSize["grows"]): number =>
    tables
      .filter((table) => table.grows === grows)
      .reduce((sum, { heapBytes, indexBytes }) => sum + heapBytes + indexBytes, 0);
  const sizeOf = (wanted: string): number => {
    const found = tables.find(({ name }) => name === wanted);
    return (found?.heapBytes ?? 0) + (found?.indexBytes ?? 0);
  };
  const factBytes = sizeOf("container_hour");
  const sketchBytes = sizeOf("usage_sketch_hour");
  print(`${shape.containers} containers, ${hours} hours, ${shape.churn * 100} % of pods new each hour\n`);
  print("| table | grows with each | rows | bytes a row | of it indexes | MB |");
  print("| --- | --- | ---: | ---: | ---: | ---: |");
  for (const { name, grows, rows, heapBytes, indexBytes } of tables) {
    const bytes = heapBytes + indexBytes;
    const cells = [
      name,
      grows,
      rows,
      Math.round(bytes / rows),
      Math.round(indexBytes / rows),
      (bytes / 1e6).toFixed(1),
    ];
    print(`| ${cells.join(" | ")} |`);
  }
  print(
    `\ncontainer-hours: ${(factBytes / containerHours).toFixed(0)} bytes each (kept RETENTION_HOURLY_DAYS)`,
  );
  print(
    `sketches of usage: ${(sketchBytes / containerHours).toFixed(0)} bytes a container-hour (kept three days)`,
  );
  print(
    `sums by the hour: ${((bytesOf("hour") - factBytes - sketchBytes) / containerHours).toFixed(0)} bytes a container-hour`,
  );
  const ofDay = (bytes: number): string => (bytes / (shape.containers * days)).toFixed(0);
  const spanBytes = SPAN_ROLLUPS.reduce((sum, { table }) => sum + sizeOf(table), 0);
  print(
    `days: ${ofDay(bytesOf("day") - spanBytes)} bytes a container and day, ${ofDay(sizeOf("usage_sketch_day"))} of them sketches`,
  );
  print(
    `what is left of days: ${ofDay(spanBytes)} bytes a container and day (kept as long as container-hours)`,
  );
  print(`names: ${(bytesOf("name") / 1e6).toFixed(1)} MB`);
  print(`write-ahead log: ${(walBytes / containerHours).toFixed(0)} bytes a container-hour`);
  print(
    `an hour is allocated and written in ${median(hourMs).toFixed(0)} ms (median), a day made in ${median(dayMs).toFixed(0)} ms`,
  );
  print(`largest resident memory of this process: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
}

function median(durations: readonly number[]): number {
  const sorted = durations.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
