import { readFile } from "node:fs/promises";
import * as z from "zod";
import { LISTED_CLOUDS } from "../../../server/src/domain/prices/list/machine-type.ts";
import { TABLE_RULES, type TableFault } from "./table-fault.ts";

/** Why prices that break a rule are right all the same. */
const WaiversSchema = z.array(
  z.strictObject({
    rule: z.enum(TABLE_RULES),
    cloud: z.enum(LISTED_CLOUDS),
    /** Families, as the fault names them; all where it is left out. */
    subjects: z.array(z.string()).min(1).optional(),
    /** Regions; all where it is left out. */
    regions: z.array(z.string()).min(1).optional(),
    /** A part of the type's name, such as `-lssd`. */
    containing: z.string().optional(),
    reason: z.string().min(10),
  }),
);
type Waivers = z.infer<typeof WaiversSchema>;

export async function readWaivers(file: string): Promise<Waivers> {
  return WaiversSchema.parse(JSON.parse(await readFile(file, "utf8")));
}

/** Takes out the faults that have a reason; returns the others, and waivers that no fault needs any more. */
export function unwaived(
  faults: readonly TableFault[],
  waivers: Waivers,
): { readonly faults: TableFault[]; readonly needless: Waivers } {
  const isFor = (waiver: Waivers[number], fault: TableFault): boolean =>
    waiver.rule === fault.rule &&
    waiver.cloud === fault.cloud &&
    (waiver.subjects?.includes(fault.subject) ?? true) &&
    (waiver.regions?.includes(fault.region) ?? true) &&
    fault.text.includes(waiver.containing ?? "");
  return {
    faults: faults.filter((fault) => !waivers.some((waiver) => isFor(waiver, fault))),
    needless: waivers.filter((waiver) => !faults.some((fault) => isFor(waiver, fault))),
  };
}
