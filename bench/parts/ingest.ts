import { text } from "node:stream/consumers";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { allocateHour } from "../../server/src/domain/allocation/allocate-hour.ts";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import { lastDueEnd } from "../../server/src/domain/windows/due.ts";
import { registerCluster } from "../../server/src/store/collection.ts";
import { savePriceBook } from "../../server/src/store/price-books.ts";
import { inRepeatableTransaction } from "../../server/src/store/transaction.ts";
import { writeHour } from "../../server/src/store/write-hour.ts";
import { createCompany } from "../cluster/company.ts";
import { observeCompany } from "../cluster/observe-company.ts";
import { median, percentilesOf } from "../measure/percentiles.ts";
import { type Figure, ms, times } from "../measure/table.ts";

const HOURS = 8;
const TARGET_MS = 3_000;
const TARGET_RATIO = 10;

/** How long an hour takes from its observation until it is committed, beside a COPY of its container-hours alone. */
export async function benchIngest(pool: pg.Pool, containers: number): Promise<Figure[]> {
  const company = createCompany(containers);
  const book = await savePriceBook(pool, DEFAULT_PRICE_BOOK);
  const clusterId = await registerCluster(pool, {
    name: "ingest",
    source: "prometheus",
    currency: book.currency,
  });
  const bareId = await registerCluster(pool, {
    name: "bare-copy",
    source: "prometheus",
    currency: book.currency,
  });
  const end = lastDueEnd(Date.now());
  const ingested: { allocateMs: number; writeMs: number; bareMs: number; rows: number }[] = [];
  for (let index = 0; index < HOURS; index++) {
    const observation = observeCompany(company, end - (HOURS - index) * HOUR_MS);
    const startedAt = performance.now();
    const costs = allocateHour(observation, book);
    const allocatedAt = performance.now();
    await writeHour(pool, { clusterId, costs, status: "closed", collectedAt: end });
    const writtenAt = performance.now();
    const bareMs = await bareCopy(pool, { clusterId, bareId, hour: costs.hour });
    ingested.push({
      allocateMs: allocatedAt - startedAt,
      writeMs: writtenAt - allocatedAt,
      bareMs,
      rows: costs.rows.length,
    });
  }
  const [first, ...others] = ingested;
  if (!first) throw new Error("No hour was ingested");
  const whole = others.map(({ allocateMs, writeMs }) => allocateMs + writeMs);
  const ratio = median(others.map((each, index) => (whole[index] ?? 0) / each.bareMs));
  const part = "a";
  return [
    {
      part,
      what: `hour of ${company.containerCount} containers (${first.rows} rows), allocated and stored: p50`,
      measured: ms(median(whole)),
      ratio: `${times(ratio)} bare COPY (${ms(median(others.map(({ bareMs }) => bareMs)))})`,
      target: `≤ 3 s, ≤ ${TARGET_RATIO} ×`,
      isMet: median(whole) <= TARGET_MS && ratio <= TARGET_RATIO,
    },
    { part, what: "the slowest of those", measured: ms(percentilesOf(whole).p99) },
    {
      part,
      what: "of that allocation; store",
      measured: `${ms(median(others.map(({ allocateMs }) => allocateMs)))}; ${ms(median(others.map(({ writeMs }) => writeMs)))}`,
    },
    {
      part,
      what: "the first hour of a cluster, every name new",
      measured: ms(first.allocateMs + first.writeMs),
      target: "≤ 3 s",
      isMet: first.allocateMs + first.writeMs <= TARGET_MS,
    },
  ];
}

interface CopiedHour {
  readonly clusterId: number;
  readonly bareId: number;
  readonly hour: Instant;
}

/** Copies the hour's rows, as text that is ready, into the same partition for another cluster: a transaction, as an hour is. */
async function bareCopy(pool: pg.Pool, { clusterId, bareId, hour }: CopiedHour): Promise<number> {
  const { columns, lines } = await inRepeatableTransaction(pool, (client) =>
    rowsAsText(client, `cluster_id = ${clusterId} and hour = '${new Date(hour).toISOString()}'`, bareId),
  );
  const startedAt = performance.now();
  await inRepeatableTransaction(pool, async (client) => {
    const target = client.query(copyFrom(`copy container_hour (cluster_id, ${columns}) from stdin`));
    await pipeline(Readable.from([lines]), target);
  });
  return performance.now() - startedAt;
}

async function rowsAsText(
  client: pg.PoolClient,
  condition: string,
  clusterId: number,
): Promise<{ columns: string; lines: Buffer }> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = 'container_hour'::regclass and attnum > 1
     and not attisdropped order by attnum`,
  );
  const columns = rows.map(({ name }) => name).join(", ");
  const select = `select ${clusterId}, ${columns} from container_hour where ${condition}`;
  const lines = await text(client.query(copyTo(`copy (${select}) to stdout`)));
  return { columns, lines: Buffer.from(lines) };
}
