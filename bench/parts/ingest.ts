import { text } from "node:stream/consumers";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../../server/src/store/connection/database.ts";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { allocateHour } from "../../server/src/domain/allocation/price-hour.ts";
import { DEFAULT_PRICE_BOOK, type PriceBook } from "../../server/src/domain/prices/price-book.ts";
import type { Observation } from "../../server/src/domain/observation.ts";
import { observedUsage } from "../../server/src/domain/usage/observed-usage.ts";
import { lastDueEnd } from "../../server/src/domain/windows/due.ts";
import { registerCluster } from "../../server/src/store/collecting/collection.ts";
import { savePriceBook } from "../../server/src/store/collecting/stored-price-books.ts";
import { inOwnerTransaction } from "../../server/src/store/connection/transaction.ts";
import { extendOpenDay } from "../../server/src/store/sums/days/open-day.ts";
import { utcDayOf } from "../../server/src/domain/windows/utc-day.ts";
import { writeHour } from "../../server/src/store/hours/write-hour.ts";
import { createCompany } from "../cluster/company.ts";
import { observeCompany } from "../cluster/observe-company.ts";
import { median } from "../measure/percentiles.ts";
import { type Figure, ms, times } from "../measure/table.ts";

/** Of each of the two kinds, after the first one. */
const HOURS = 8;
const TARGET_MS = 3_000;
const TARGET_RATIO = 10;

interface IngestedHour {
  readonly allocateMs: number;
  /** Making sketches of usage; 0 of hours that are stored without. */
  readonly sketchMs: number;
  readonly writeMs: number;
  readonly bareMs: number;
  readonly rows: number;
}

/**
 * How long an hour takes from its observation until it is committed, beside a COPY of its container-hours alone: every
 * other hour without the sketches of usage, which are no part of its cost.
 */
export async function benchIngest(database: Database, containers: number): Promise<Figure[]> {
  const company = createCompany(containers);
  const book = await savePriceBook(database, DEFAULT_PRICE_BOOK);
  const register = (name: string): Promise<number> =>
    registerCluster(database, { name, source: "prometheus", currency: book.currency });
  const into = { clusterId: await register("ingest"), bareId: await register("bare-copy"), book };
  const end = lastDueEnd(Date.now());
  const first = await ingest(database, into, {
    observation: observeCompany(company, end - HOUR_MS),
    sketched: true,
  });
  const plain: IngestedHour[] = [];
  const sketched: IngestedHour[] = [];
  for (let index = 1; index <= 2 * HOURS; index++) {
    const observation = observeCompany(company, end - (index + 1) * HOUR_MS);
    const isSketched = index % 2 === 0;
    (isSketched ? sketched : plain).push(await ingest(database, into, { observation, sketched: isSketched }));
  }
  const added: number[] = [];
  for (const hour of hoursOfDay(end - OPEN_DAYS_BEFORE * DAY_MS)) {
    await ingest(database, into, { observation: observeCompany(company, hour), sketched: false });
    const startedAt = performance.now();
    await extendOpenDay(database, { clusterId: into.clusterId, day: utcDayOf(hour) });
    added.push(performance.now() - startedAt);
  }
  // The first hour begins the sums; each further one is added to them.
  return [...figuresOf({ first, plain, sketched }, company.containerCount), openDayFigure(added.slice(1))];
}

/** A day of which none of the hours that are measured is. */
const OPEN_DAYS_BEFORE = 4;
const OPEN_HOURS = 4;

function hoursOfDay(instant: Instant): Instant[] {
  return Array.from({ length: OPEN_HOURS }, (_, index) => utcDayOf(instant) + index * HOUR_MS);
}

function openDayFigure(addedMs: readonly number[]): Figure {
  return {
    part: "a",
    what: "the hour added to the sums of its open day, in the background: p50",
    measured: ms(median(addedMs)),
  };
}

interface IngestInto {
  readonly clusterId: number;
  readonly bareId: number;
  readonly book: PriceBook;
}

async function ingest(
  database: Database,
  { clusterId, bareId, book }: IngestInto,
  { observation, sketched }: { readonly observation: Observation; readonly sketched: boolean },
): Promise<IngestedHour> {
  const startedAt = performance.now();
  const costs = allocateHour(observation, book);
  const allocatedAt = performance.now();
  const usage = sketched ? observedUsage(observation) : undefined;
  const sketchedAt = performance.now();
  await writeHour(database, {
    clusterId,
    costs,
    usage,
    status: "closed",
    collectedAt: observation.hour + HOUR_MS,
  });
  const writtenAt = performance.now();
  return {
    allocateMs: allocatedAt - startedAt,
    sketchMs: sketchedAt - allocatedAt,
    writeMs: writtenAt - sketchedAt,
    bareMs: await bareCopy(database, { clusterId, bareId, hour: costs.hour }),
    rows: costs.rows.length,
  };
}

interface IngestedHours {
  readonly first: IngestedHour;
  readonly plain: readonly IngestedHour[];
  readonly sketched: readonly IngestedHour[];
}

function figuresOf({ first, plain, sketched }: IngestedHours, containers: number): Figure[] {
  const part = "a";
  const hour = `hour of ${containers} containers (${first.rows} rows)`;
  const wholes = plain.map(wholeMs);
  const ratio = ratioOf(plain);
  return [
    {
      part,
      what: `${hour}, allocated and stored: p50`,
      measured: ms(median(wholes)),
      ratio: `${times(ratio)} bare COPY (${ms(median(plain.map(({ bareMs }) => bareMs)))})`,
      target: `≤ 3 s, ≤ ${TARGET_RATIO} ×`,
      isMet: median(wholes) <= TARGET_MS && ratio <= TARGET_RATIO,
    },
    { part, what: "the slowest of those", measured: ms(Math.max(...wholes)) },
    {
      part,
      what: "of that allocation; store",
      measured: `${ms(median(plain.map(({ allocateMs }) => allocateMs)))}; ${ms(median(plain.map(({ writeMs }) => writeMs)))}`,
    },
    {
      part,
      what: "the same with sketches of usage: p50",
      measured: ms(median(sketched.map(wholeMs))),
      ratio: `${times(ratioOf(sketched))} bare COPY`,
      target: "≤ 3 s",
      isMet: median(sketched.map(wholeMs)) <= TARGET_MS,
    },
    {
      part,
      what: "the first hour of a cluster, every name new, with sketches",
      measured: ms(wholeMs(first)),
    },
  ];
}

function wholeMs({ allocateMs, sketchMs, writeMs }: IngestedHour): number {
  return allocateMs + sketchMs + writeMs;
}

/** Of each hour to the COPY right after it: the machine is as busy with both. */
function ratioOf(hours: readonly IngestedHour[]): number {
  return median(hours.map((each) => wholeMs(each) / each.bareMs));
}

interface CopiedHour {
  readonly clusterId: number;
  readonly bareId: number;
  readonly hour: Instant;
}

/**
 * Copies the hour's rows, as text that is ready, for another cluster into the same partition, past row-level security: in a
 * transaction, as an hour is.
 */
async function bareCopy(database: Database, { clusterId, bareId, hour }: CopiedHour): Promise<number> {
  const condition = `cluster_id = ${clusterId} and hour = '${new Date(hour).toISOString()}'`;
  const { partition, columns, lines } = await inOwnerTransaction(database, (client) =>
    rowsAsText(client, condition, bareId),
  );
  const startedAt = performance.now();
  await inOwnerTransaction(database, async (client) => {
    const target = client.query(copyFrom(`copy ${partition} (cluster_id, ${columns}) from stdin`));
    await pipeline(Readable.from([lines]), target);
  });
  return performance.now() - startedAt;
}

async function rowsAsText(
  client: pg.PoolClient,
  condition: string,
  clusterId: number,
): Promise<{ partition: string; columns: string; lines: Buffer }> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = 'container_hour'::regclass and attnum > 1
     and not attisdropped order by attnum`,
  );
  const columns = rows.map(({ name }) => name).join(", ");
  const select = `select ${clusterId}, ${columns} from container_hour where ${condition}`;
  const lines = await text(client.query(copyTo(`copy (${select}) to stdout`)));
  const stored = await client.query<{ partition: string }>(
    `select tableoid::regclass::text as partition from container_hour where ${condition} limit 1`,
  );
  return { partition: stored.rows[0]?.partition ?? "", columns, lines: Buffer.from(lines) };
}
