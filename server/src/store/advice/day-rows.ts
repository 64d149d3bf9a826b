import { isDeepStrictEqual } from "node:util";
import { HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { utcDayOf } from "../../domain/windows/utc-day.ts";
import type { HourPlace } from "../hours/hour-place.ts";

export type KeyCell = bigint | string;
/** A figure of one hour, or several. */
export type HourValue = number | readonly (number | null)[];

/** What an hour says of one row of a day. */
export interface DayRow {
  /** In the order of the table's keys. */
  readonly keys: readonly KeyCell[];
  /** What else stands in the row, and follows from its keys. */
  readonly more?: string;
  /** What changes by the hour; null where nothing does. */
  readonly ofHour: HourValue | null;
}

/** A table of what was told by the day, with a bit for each hour in which it was. */
export interface DayTable {
  readonly table: string;
  /** Columns that tell the rows of a day apart, with their types. */
  readonly keys: readonly (readonly [name: string, type: "bigint" | "text"])[];
  /** A column of JSON that follows from the keys. */
  readonly more?: string;
  readonly hasHours: boolean;
}

/**
 * Has a day say of one hour what `rows` say, and nothing else, inside the transaction that the client is in; returns whether it
 * said something else before. The day must be locked: other hours of it change the same rows.
 */
export async function writeDayRows(
  client: pg.ClientBase,
  table: DayTable,
  { place, rows }: { readonly place: HourPlace; readonly rows: readonly DayRow[] },
): Promise<boolean> {
  const wanted = new Map(rows.map((row) => [textOf(row.keys), row.ofHour]));
  const stored = await readHour(client, table, place);
  if (isDeepStrictEqual(stored, wanted)) return false;

  if (stored.size > 0) await clearHour(client, table, place);
  if (rows.length > 0) await insertHour(client, table, { place, rows });
  if (stored.size > 0) await removeEmpty(client, table, place);
  return true;
}

function textOf(keys: readonly KeyCell[]): string {
  return keys.map(String).join("\u0000");
}

/** The bit that stands for an hour of the day, and its number as a text. */
function hourOfDay(hour: Instant): { readonly bit: number; readonly number: string } {
  const number = Math.round((hour - utcDayOf(hour)) / HOUR_MS);
  return { bit: 1 << number, number: String(number) };
}

async function readHour(
  client: pg.ClientBase,
  { table, keys, hasHours }: DayTable,
  { clusterId, hour }: HourPlace,
): Promise<Map<string, HourValue | null>> {
  const { bit, number } = hourOfDay(hour);
  const names = keys.map(([name]) => name).join(", ");
  const { rows } = await client.query<Record<string, KeyCell> & { of_hour: HourValue | null }>(
    `select ${names}, ${hasHours ? "by_hour -> $4::text" : "$4::jsonb"} as of_hour from ${table}
       where cluster_id = $1 and day = $2 and hours & $3 <> 0`,
    [clusterId, new Date(utcDayOf(hour)), bit, hasHours ? number : null],
  );
  return new Map(rows.map((row) => [textOf(keys.map(([name]) => row[name] ?? "")), row.of_hour]));
}

async function clearHour(
  client: pg.ClientBase,
  { table, hasHours }: DayTable,
  { clusterId, hour }: HourPlace,
): Promise<void> {
  const { bit, number } = hourOfDay(hour);
  await client.query(
    `update ${table} set hours = hours & ~$3::int ${hasHours ? ", by_hour = by_hour - $4::text" : ""}
       where cluster_id = $1 and day = $2 and hours & $3::int <> 0`,
    [clusterId, new Date(utcDayOf(hour)), bit, ...(hasHours ? [number] : [])],
  );
}

async function removeEmpty(
  client: pg.ClientBase,
  { table }: DayTable,
  { clusterId, hour }: HourPlace,
): Promise<void> {
  await client.query(`delete from ${table} where cluster_id = $1 and day = $2 and hours = 0`, [
    clusterId,
    new Date(utcDayOf(hour)),
  ]);
}

async function insertHour(
  client: pg.ClientBase,
  { table, keys, more, hasHours }: DayTable,
  { place: { clusterId, hour }, rows }: { readonly place: HourPlace; readonly rows: readonly DayRow[] },
): Promise<void> {
  const { bit, number } = hourOfDay(hour);
  const names = keys.map(([name]) => name);
  const columns: [name: string, type: string, values: readonly (string | null)[]][] = keys.map(
    ([name, type], index) => [name, type, rows.map((row) => String(row.keys[index] ?? ""))],
  );
  if (more !== undefined) columns.push([more, "jsonb", rows.map((row) => row.more ?? "{}")]);
  if (hasHours) {
    const byHour = ({ ofHour }: DayRow): string =>
      ofHour === null ? "{}" : JSON.stringify({ [number]: ofHour });
    columns.push(["by_hour", "jsonb", rows.map(byHour)]);
  }
  const arrays = columns.map(([, type], index) => `$${index + 4}::${type}[]`).join(", ");
  const update = `hours = ${table}.hours | excluded.hours${hasHours ? `, by_hour = ${table}.by_hour || excluded.by_hour` : ""}`;
  await client.query(
    `insert into ${table} (cluster_id, day, hours, ${columns.map(([name]) => name).join(", ")})
       select $1, $2, $3, * from unnest(${arrays})
       on conflict (cluster_id, day, ${names.join(", ")}) do update set ${update}`,
    [clusterId, new Date(utcDayOf(hour)), bit, ...columns.map(([, , values]) => values)],
  );
}
