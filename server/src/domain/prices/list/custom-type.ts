import { BYTES_PER_GIB } from "../../units.ts";
import type { HostRates, ListedType } from "./price-list.ts";

/** A machine of Google's that was made to measure, such as `n2-custom-4-16384-ext`. */
interface CustomType extends ListedType {
  readonly family: string;
  /** Cores that are paid for: of a shared core a part. */
  readonly paidCores: number;
  /** Memory beyond what the family gives for its cores, at its usual price. */
  readonly extendedMib: number;
}

/** What a machine made to measure costs for an hour by its family's rates. */
export interface CustomPrice {
  readonly pico: bigint;
  readonly family: string;
  /** What was added to the rates, in words; "" where they hold as they are. */
  readonly added: string;
}

const NAME = /^(?:([a-z]\d+[a-z]*)-)?custom-(\d+|micro|small|medium)-(\d+)(-ext)?$/i;
const SHARED_CORES: Readonly<Record<string, number>> = { micro: 0.25, small: 0.5, medium: 1 };
/** Families whose cores and memory are dearer when made to measure, by five percent. */
const DEARER = new Set(["e2", "n1", "n2", "n2d", "n4a"]);
/** The most memory for a core at its usual price. */
const MOST_MIB_PER_CORE: Readonly<Record<string, number>> = { n1: 6.5 * 1_024 };
const USUAL_MOST_MIB_PER_CORE = 8 * 1_024;
const HUNDREDTHS = 100n;
const PICO_PER_NANO = 1_000n;
const MIB_PER_GIB = BigInt(BYTES_PER_GIB / 1_024 / 1_024);

/** Reads the name of a machine that was made to measure; null where it is none. Without a family it is an N1. */
export function readCustomType(name: string): CustomType | null {
  const [, family = "n1", cores = "", ram = "", extended] = NAME.exec(name.toLowerCase()) ?? [];
  if (cores === "") return null;
  const shared = SHARED_CORES[cores];
  const [cpuCores, ramMib] = [shared === undefined ? Number(cores) : 2, Number(ram)];
  const usual = cpuCores * (MOST_MIB_PER_CORE[family] ?? USUAL_MOST_MIB_PER_CORE);
  return {
    name: name.toLowerCase().startsWith("custom-") ? `n1-${name}` : name,
    family,
    cpuCores,
    paidCores: shared ?? cpuCores,
    ramMib,
    extendedMib: extended === undefined ? 0 : Math.max(0, ramMib - usual),
    gpus: 0,
  };
}

/** What such a machine costs: its cores and memory at its family's rates, five percent dearer in some, extended memory at twice that. */
export function customPrice(
  { family, paidCores, ramMib, extendedMib }: CustomType,
  { cpuNano, ramNano }: HostRates,
): CustomPrice {
  const percent = DEARER.has(family) ? 105n : HUNDREDTHS;
  const cpu = BigInt(Math.round(paidCores * 100)) * cpuNano * (PICO_PER_NANO / HUNDREDTHS);
  const ram = (BigInt(ramMib + extendedMib) * ramNano * PICO_PER_NANO) / MIB_PER_GIB;
  const added = [
    ...(percent > HUNDREDTHS ? ["5 % for a size made to measure"] : []),
    ...(extendedMib > 0 ? ["twice the rate for extended memory (usually 2 to 2.3 times)"] : []),
  ];
  return { pico: ((cpu + ram) * percent) / HUNDREDTHS, family, added: added.join(", ") };
}
