import { type MachineType, readMachineType } from "../../domain/prices/list/machine-type.ts";
import type { PriceRow } from "../table/read-rows.ts";
import { BASE_REGIONS } from "../table/write-list.ts";
import { apart, type JudgedTable, median, type TableFault } from "./table-fault.ts";

/** Siblings of one generation, which agree with one another by as much, prove a family wrong that is off by more. */
const AGREEING = 0.03;
const CONTRADICTED = 0.1;
/** What all siblings together contradict, whether or not they agree. */
const FAR_OFF = 0.4;

interface Family {
  readonly machine: MachineType;
  /** Its price here by its price in the base region: the median of its sizes. */
  readonly ratio: number;
}

/**
 * Finds families whose price in a region, held against the base region, is contradicted by their siblings there: by more
 * than a tenth where the nearest siblings agree, by two fifths where they do not. A whole family of wrong rows, such as
 * Windows' prices or a comma in the wrong place, looks right by the sizes alone.
 */
export function neighbourFaults({ cloud, rows }: JudgedTable): TableFault[] {
  const base = new Map(
    rows.filter(({ region }) => region === BASE_REGIONS[cloud]).map((row) => [row.type, row]),
  );
  return [...Map.groupBy(rows, ({ region }) => region)].flatMap(([region, own]) => {
    const families = regionalFamilies(own, base);
    return families.flatMap((family) => {
      const found = contradiction(family, families);
      const { name } = family.machine;
      const text = `${cloud} ${region} ${name}: ${family.ratio.toFixed(3)} times ${BASE_REGIONS[cloud]}, its siblings ${found?.toFixed(3)}`;
      return found === null ? [] : [{ rule: "neighbours", cloud, region, subject: name, text } as const];
    });
  });
}

/** The families that a region and the base region both price. */
export function regionalFamilies(rows: readonly PriceRow[], base: ReadonlyMap<string, PriceRow>): Family[] {
  const known = rows.flatMap((row) => {
    const machine = readMachineType(row.cloud, row.type);
    const usual = base.get(row.type);
    return machine && usual ? [{ machine, ratio: Number(row.pico) / Number(usual.pico) }] : [];
  });
  return [...Map.groupBy(known, ({ machine }) => machine.name).values()].flatMap(([first, ...rest]) =>
    first ? [{ machine: first.machine, ratio: median([first, ...rest].map(({ ratio }) => ratio)) }] : [],
  );
}

/** The ratio of the siblings that contradict a family; null where none do. */
function contradiction({ machine, ratio }: Family, families: readonly Family[]): number | null {
  const siblings = families.filter(
    ({ machine: other }) =>
      other.name !== machine.name && other.class === machine.class && other.maker === machine.maker,
  );
  const close = siblings
    .filter(({ machine: other }) => {
      const age = Math.abs(other.generation - machine.generation);
      return age === 0 || (age === 1 && other.line === machine.line);
    })
    .map((each) => each.ratio);
  if (close.length > 1 && close.every((each) => apart(each, median(close)) <= AGREEING)) {
    return apart(ratio, median(close)) > CONTRADICTED ? median(close) : null;
  }
  const usual = median(siblings.map((each) => each.ratio));
  return siblings.length > 1 && Math.abs(Math.log(ratio / usual)) > Math.log(1 + FAR_OFF) ? usual : null;
}
