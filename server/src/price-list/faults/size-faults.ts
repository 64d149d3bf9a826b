import { readMachineType } from "../../domain/prices/list/machine-type.ts";
import type { PriceRow } from "../table/read-rows.ts";
import { apart, type JudgedTable, median, type TableFault } from "./table-fault.ts";

/** Prices of one size are equal to the cent's hundredth. */
const SAME = 0.0005;
/** Sizes of a family cost the same by the core, give or take what clouds round. */
const LINEAR = 0.005;

/**
 * Finds AWS' bare machines that cost anything but what the size of as many cores costs: such rows come from dedicated
 * tenancy, which is dearer.
 */
export function metalFaults({ cloud, rows, sizes }: JudgedTable): TableFault[] {
  if (cloud !== "aws") return [];
  const byFamily = Map.groupBy(rows, ({ region, type }) => `${region} ${type.split(".")[0]}`);
  return [...byFamily.values()].flatMap((family) =>
    family
      .filter(({ type }) => type.includes(".metal"))
      .flatMap((metal) => {
        const cores = sizes.get(metal.type)?.cpuCores;
        const same = family.find(
          ({ type }) => !type.includes(".metal") && sizes.get(type)?.cpuCores === cores,
        );
        return same && apart(Number(metal.pico), Number(same.pico)) > SAME
          ? [faultOf("metal", metal, `${metal.usd}, but ${same.type} is ${same.usd}`)]
          : [];
      }),
  );
}

/** Finds Azure's constrained sizes that do not cost what their parent costs: fewer cores are switched on, all are paid. */
export function constrainedFaults({ cloud, rows }: JudgedTable): TableFault[] {
  if (cloud !== "azure") return [];
  const byPlace = new Map(rows.map((row) => [`${row.region} ${row.type}`, row]));
  return rows.flatMap((row) => {
    const parentName = row.type.replace(/^(Standard_[A-Z]+\d+)-\d+/, "$1").replace(/([a-z])-\d+/, "$1");
    const parent = parentName === row.type ? undefined : byPlace.get(`${row.region} ${parentName}`);
    return parent && apart(Number(row.pico), Number(parent.pico)) > SAME
      ? [faultOf("constrained", row, `${row.usd}, but ${parent.type} is ${parent.usd}`)]
      : [];
  });
}

/** Finds sizes that do not cost by the core what their family costs, among types of as much memory by the core. */
export function linearFaults({ cloud, rows, sizes }: JudgedTable): TableFault[] {
  const groups = Map.groupBy(rows, (row) => shapeOf({ cloud, row, sizes }));
  return [...groups].flatMap(([shape, group]) => {
    if (shape === null || group.length < 3) return [];
    const usual = median(group.map((row) => byCore(row, sizes)));
    return group
      .filter((row) => apart(byCore(row, sizes), usual) > LINEAR)
      .map((row) => {
        const percent = ((byCore(row, sizes) / usual - 1) * 100).toFixed(1);
        return faultOf("linear", row, `${row.usd} is ${percent} % off its family's price by the core`);
      });
  });
}

function byCore({ pico, type }: PriceRow, sizes: JudgedTable["sizes"]): number {
  return Number(pico) / (sizes.get(type)?.cpuCores ?? 1);
}

interface Shaped {
  readonly cloud: JudgedTable["cloud"];
  readonly row: PriceRow;
  readonly sizes: JudgedTable["sizes"];
}

/** Types that should cost the same by the core: one family, as much memory by the core, no GPU, the same extras. */
function shapeOf({ cloud, row, sizes }: Shaped): string | null {
  const machine = readMachineType(cloud, row.type);
  const size = sizes.get(row.type);
  if (!machine || !size || size.cpuCores === 0 || size.gpus > 0) return null;
  const extras = machine.size.replace(/^\d+/, "").replace(/xlarge$|large$/, "");
  const mibPerCore = Math.round(size.ramMib / size.cpuCores / 64);
  return [row.region, machine.name, cloud === "gcp" ? extras : "", mibPerCore].join(" ");
}

function faultOf(rule: TableFault["rule"], row: PriceRow, found: string): TableFault {
  const family = readMachineType(row.cloud, row.type)?.name ?? row.type;
  const text = `${row.cloud} ${row.region} ${row.type}: ${found}`;
  return { rule, cloud: row.cloud, region: row.region, subject: family, text };
}
