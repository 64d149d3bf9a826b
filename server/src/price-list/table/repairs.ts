import { readFile } from "node:fs/promises";
import * as z from "zod";
import { regionalFamilies } from "../faults/neighbour-faults.ts";
import { LISTED_CLOUDS, readMachineType } from "../../domain/prices/list/machine-type.ts";
import { picoOfText } from "../../domain/prices/list/list-text.ts";
import type { PriceRow } from "./read-rows.ts";
import { BASE_REGIONS } from "./write-list.ts";

/** What is wrong with rows of the data at hand, and what is taken instead. */
const RepairsSchema = z.array(
  z.strictObject({
    cloud: z.enum(LISTED_CLOUDS),
    /** All regions where it is left out. */
    region: z.string().optional(),
    /** Names of types that it is for, as a pattern for the whole name. */
    types: z.string(),
    /** The family whose ratio of this region's price to the base region's is taken; where it is left out, rows are dropped. */
    like: z.string().optional(),
    reason: z.string().min(10),
  }),
);
type Repair = z.infer<typeof RepairsSchema>[number];

/** Prices are rounded to as many digits after the point as the clouds write. */
const DIGITS = 6;

export async function readRepairs(file: string): Promise<Repair[]> {
  return RepairsSchema.parse(JSON.parse(await readFile(file, "utf8")));
}

/** Rows as they should be, and repairs that no row needs any more. */
export function repaired(
  rows: readonly PriceRow[],
  repairs: readonly Repair[],
): { readonly rows: PriceRow[]; readonly needless: Repair[] } {
  const used = new Set<Repair>();
  const mended = rows.flatMap((row) => {
    const repair = repairs.find((each) => isFor(each, row));
    if (!repair) return [row];
    used.add(repair);
    return repair.like === undefined ? [] : [likeSibling(row, repair.like, rows)];
  });
  return { rows: mended, needless: repairs.filter((repair) => !used.has(repair)) };
}

function isFor({ cloud, region, types }: Repair, row: PriceRow): boolean {
  return (
    row.cloud === cloud &&
    (region === undefined || row.region === region) &&
    new RegExp(`^(?:${types})$`).test(row.type)
  );
}

function likeSibling(row: PriceRow, like: string, rows: readonly PriceRow[]): PriceRow {
  const own = rows.filter(({ cloud, region }) => cloud === row.cloud && region === row.region);
  const base = new Map(
    rows
      .filter(({ cloud, region }) => cloud === row.cloud && region === BASE_REGIONS[cloud])
      .map((each) => [each.type, each]),
  );
  const sibling = regionalFamilies(
    own.filter(({ type }) => readMachineType(row.cloud, type)?.name === like),
    base,
  )[0];
  const usual = base.get(row.type);
  if (!sibling || !usual) throw new Error(`No prices of ${like} in ${row.region} to repair ${row.type} by.`);
  const usd = ((Number(usual.pico) / 1e12) * sibling.ratio).toFixed(DIGITS).replace(/0+$/, "");
  const pico = picoOfText(usd);
  if (pico === null) throw new Error(`"${usd}" for ${row.type} in ${row.region} is no price.`);
  return { ...row, usd, pico, origin: `repaired: like ${like}` };
}
