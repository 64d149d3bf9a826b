import { readFile } from "node:fs/promises";
import * as z from "zod";
import { LISTED_CLOUDS } from "../../domain/prices/list/machine-type.ts";
import { TABLE_RULES, type TableFault } from "./table-fault.ts";

/** Stands for all regions, or for all families. */
const ALL = "*";

/** Why prices that break a rule are right all the same. */
const WaiversSchema = z.array(
  z.strictObject({
    rule: z.enum(TABLE_RULES),
    cloud: z.enum(LISTED_CLOUDS),
    reason: z.string().min(10),
    /** By region the families, as the fault names them, with commas between them. */
    at: z.record(z.string(), z.string().min(1)),
  }),
);

/** A waiver for one family in one region, or for all of them. */
interface Waiver {
  readonly rule: TableFault["rule"];
  readonly cloud: TableFault["cloud"];
  readonly region: string;
  readonly family: string;
}

export async function readWaivers(file: string): Promise<Waiver[]> {
  const groups = WaiversSchema.parse(JSON.parse(await readFile(file, "utf8")));
  return groups.flatMap(({ rule, cloud, at }) =>
    Object.entries(at).flatMap(([region, families]) =>
      families.split(",").map((family) => ({ rule, cloud, region, family })),
    ),
  );
}

/** Takes out the faults that have a reason; returns the others, and waivers that no fault needs any more. */
export function unwaived(
  faults: readonly TableFault[],
  waivers: readonly Waiver[],
): { readonly faults: TableFault[]; readonly needless: Waiver[] } {
  const isFor = (waiver: Waiver, fault: TableFault): boolean =>
    waiver.rule === fault.rule &&
    waiver.cloud === fault.cloud &&
    (waiver.region === ALL || waiver.region === fault.region) &&
    (waiver.family === ALL || waiver.family === fault.subject);
  return {
    faults: faults.filter((fault) => !waivers.some((waiver) => isFor(waiver, fault))),
    needless: waivers.filter((waiver) => !faults.some((fault) => isFor(waiver, fault))),
  };
}
