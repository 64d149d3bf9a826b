import type { ListedType } from "../../domain/prices/list/price-list.ts";
import { type ListedCloud, readMachineType } from "../../domain/prices/list/machine-type.ts";
import type { PriceRow } from "./read-rows.ts";

/** GPUs by the shape of Google's names: some tell the number, some only the cores. */
const GCP_GPUS_BY_CORES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "g2-standard": { 4: 1, 8: 1, 12: 1, 16: 1, 24: 2, 32: 1, 48: 4, 96: 8 },
  "g4-standard": { 48: 1, 96: 2, 192: 4, 384: 8 },
};

/** Each type's size: what most rows say, else what its name and its older siblings say. */
export function machineSizes(cloud: ListedCloud, rows: readonly PriceRow[]): Map<string, ListedType> {
  const byType = Map.groupBy(rows, ({ type }) => type);
  const stated = new Map([...byType].map(([type, own]) => [type, statedSize(type, own)]));
  // Once for all types: to look through all for each of thousands takes most of the time a list is judged in.
  const lines = ratiosByLine(cloud, [...stated.values()]);
  return new Map([...stated].map(([type, size]) => [type, { ...filled(cloud, size, lines), name: type }]));
}

interface StatedSize {
  readonly name: string;
  readonly cpuCores: number | null;
  readonly ramMib: number | null;
  readonly gpus: number | null;
}

function statedSize(name: string, rows: readonly PriceRow[]): StatedSize {
  return {
    name,
    cpuCores: positive(mostFrequent(rows.map(({ cpuCores }) => cpuCores))),
    ramMib: positive(mostFrequent(rows.map(({ ramMib }) => ramMib))),
    gpus: mostFrequent(rows.map(({ gpus }) => gpus)),
  };
}

function positive(number: number | null): number | null {
  return number !== null && number > 0 ? number : null;
}

function mostFrequent(values: readonly (number | null)[]): number | null {
  const counts = Map.groupBy(
    values.filter((value) => value !== null),
    (value) => value,
  );
  const [most] = [...counts].toSorted(([, a], [, b]) => b.length - a.length);
  return most?.[0] ?? null;
}

/** Nought stands for what nobody knows: such a type has a price, and its node tells its own size. */
function filled(cloud: ListedCloud, size: StatedSize, lines: RatiosByLine): Omit<ListedType, "name"> {
  const cpuCores = size.cpuCores ?? coresInName(cloud, size.name) ?? 0;
  const ramMib = size.ramMib ?? Math.round(cpuCores * (mibPerCoreOfSiblings(cloud, size.name, lines) ?? 0));
  return { cpuCores, ramMib, gpus: size.gpus ?? gpusInName(cloud, size.name) };
}

/** Azure's names begin with the cores; constrained sizes pay for all of them. */
function coresInName(cloud: ListedCloud, name: string): number | null {
  const [, cores] =
    cloud === "azure" ? (/_[A-Z]+(\d+)/.exec(name) ?? []) : (/-(\d+)(?:-|$)/.exec(name) ?? []);
  return cores === undefined ? null : Number(cores);
}

/** MiB a core of the types of a line whose size is known. */
type RatiosByLine = ReadonlyMap<string, readonly { readonly generation: number; readonly ratio: number }[]>;

function ratiosByLine(cloud: ListedCloud, stated: readonly StatedSize[]): RatiosByLine {
  const known = stated.flatMap(({ name, cpuCores, ramMib }) => {
    if (cpuCores === null || ramMib === null) return [];
    const machine = readMachineType(cloud, name);
    return machine ? [{ ...machine, ratio: ramMib / cpuCores }] : [];
  });
  return Map.groupBy(known, ({ line }) => line);
}

/** MiB a core of the newest sibling whose size is known. */
function mibPerCoreOfSiblings(cloud: ListedCloud, name: string, lines: RatiosByLine): number | null {
  const ratios = lines.get(readMachineType(cloud, name)?.line ?? "") ?? [];
  const newest = Math.max(...ratios.map(({ generation }) => generation));
  return mostFrequent(ratios.filter(({ generation }) => generation === newest).map(({ ratio }) => ratio));
}

function gpusInName(cloud: ListedCloud, name: string): number {
  if (cloud !== "gcp") return 0;
  const [, count] = /-(\d+)g(?:-|$)/.exec(name) ?? [];
  if (count !== undefined) return Number(count);
  const [, family = "", cores = ""] = /^([a-z0-9]+-[a-z]+)-(\d+)/.exec(name) ?? [];
  return GCP_GPUS_BY_CORES[family]?.[cores] ?? 0;
}
