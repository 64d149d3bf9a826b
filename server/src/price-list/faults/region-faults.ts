import { type MachineType, readMachineType } from "../../domain/prices/list/machine-type.ts";
import type { PriceRow } from "../table/read-rows.ts";
import { BASE_REGIONS } from "../table/write-list.ts";
import { apart, type JudgedTable, median, type TableFault } from "./table-fault.ts";

/** How far a family's regional ratio may be from its siblings'. */
const NEIGHBOURLY = 0.03;

interface FamilyRatio {
  readonly machine: MachineType;
  readonly ratio: number;
}

/**
 * Finds families that are dearer or cheaper in a region than the older and newer families of their line and CPU maker
 * are there, compared to the base region: a whole family of wrong rows, such as Windows' prices, looks linear.
 */
export function familyRatioFaults({ cloud, rows }: JudgedTable): TableFault[] {
  const base = new Map(
    rows.filter(({ region }) => region === BASE_REGIONS[cloud]).map((row) => [row.type, row]),
  );
  const byRegion = Map.groupBy(rows, ({ region }) => region);
  return [...byRegion].flatMap(([region, own]) =>
    region === BASE_REGIONS[cloud] ? [] : offNeighbours({ cloud, region, families: ratios(own, base) }),
  );
}

function ratios(rows: readonly PriceRow[], base: ReadonlyMap<string, PriceRow>): FamilyRatio[] {
  const known = rows.flatMap((row) => {
    const machine = readMachineType(row.cloud, row.type);
    const usual = base.get(row.type);
    return machine && usual ? [{ machine, ratio: Number(row.pico) / Number(usual.pico) }] : [];
  });
  return [...Map.groupBy(known, ({ machine }) => machine.name).values()].flatMap((family) => {
    const [first] = family;
    return first ? [{ machine: first.machine, ratio: median(family.map(({ ratio }) => ratio)) }] : [];
  });
}

interface RegionFamilies {
  readonly cloud: JudgedTable["cloud"];
  readonly region: string;
  readonly families: readonly FamilyRatio[];
}

function offNeighbours({ cloud, region, families }: RegionFamilies): TableFault[] {
  const lines = Map.groupBy(families, ({ machine }) => `${machine.line} ${machine.maker}`);
  return [...lines.values()].flatMap((line) => {
    if (line.length < 3) return [];
    return line.flatMap(({ machine, ratio }) => {
      const others = line
        .filter(({ machine: other }) => other.name !== machine.name)
        .map((each) => each.ratio);
      const usual = median(others);
      const agree = others.every((other) => apart(other, usual) <= NEIGHBOURLY);
      if (!agree || apart(ratio, usual) <= NEIGHBOURLY) return [];
      const text = `${cloud} ${region} ${machine.name}: ${ratio.toFixed(3)} times ${BASE_REGIONS[cloud]}, its siblings ${usual.toFixed(3)}`;
      return [{ rule: "family-ratio", cloud, region, subject: machine.name, text } as const];
    });
  });
}
