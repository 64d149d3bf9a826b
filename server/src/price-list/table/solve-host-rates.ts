import { type ListedCloud, readMachineType } from "../../domain/prices/list/machine-type.ts";
import type { HostRates, ListedType } from "../../domain/prices/list/price-list.ts";
import { hostGroup } from "../../domain/prices/list/split-price.ts";

/** Families of two shapes that differ in memory alone: their prices tell what a core and a GiB cost. */
const PAIRS: Readonly<Record<ListedCloud, readonly { readonly lean: RegExp; readonly rich: RegExp }[]>> = {
  // m5 and r5, m6g and r6g, m7a and r7a …; not those with disks or more network, whose price holds these too.
  aws: [{ lean: /^m(\d[agi]?)\./, rich: /^r(\d[agi]?)\./ }],
  // D4s_v5 and E4s_v5, D4as_v5 and E4as_v5, D4ps_v6 and E4ps_v6 …
  azure: [{ lean: /^Standard_D\d+(a?p?s_v\d+)$/, rich: /^Standard_E\d+(a?p?s_v\d+)$/ }],
  gcp: [
    { lean: /^([a-z]\d+[a-z]*)-standard-\d+$/, rich: /^([a-z]\d+[a-z]*)-highmem-\d+$/ },
    { lean: /^([a-z]\d+[a-z]*)-highcpu-\d+$/, rich: /^([a-z]\d+[a-z]*)-standard-\d+$/ },
  ],
};
const PICO_PER_NANO = 1_000;
const MIB_PER_GIB = 1_024;

interface Offer {
  readonly type: ListedType;
  readonly pico: bigint;
}

/**
 * What a core and a GiB of each CPU maker's generation cost in a region, from pairs of types that have the same cores
 * and differ in memory. The median of a group's pairs; groups without a pair that makes sense are left out.
 */
export function solveHostRates(cloud: ListedCloud, offers: readonly Offer[]): Map<string, HostRates> {
  const solved = PAIRS[cloud].flatMap(({ lean, rich }) =>
    offers.flatMap((offer) => {
      const kind = lean.exec(offer.type.name)?.[1];
      if (kind === undefined) return [];
      return offers.flatMap((other) => {
        const isPair =
          rich.exec(other.type.name)?.[1] === kind && other.type.cpuCores === offer.type.cpuCores;
        const rates = isPair ? solvePair(offer, other) : null;
        const machine = readMachineType(cloud, offer.type.name);
        return rates && machine ? [{ group: hostGroup(cloud, machine), rates }] : [];
      });
    }),
  );
  return new Map(
    [...Map.groupBy(solved, ({ group }) => group)].map(([group, own]) => [
      group,
      medianRates(own.map(({ rates }) => rates)),
    ]),
  );
}

function solvePair(lean: Offer, rich: Offer): HostRates | null {
  const gib = (rich.type.ramMib - lean.type.ramMib) / MIB_PER_GIB;
  if (gib <= 0 || lean.type.cpuCores <= 0) return null;
  const ram = Number(rich.pico - lean.pico) / gib;
  const cpu = (Number(lean.pico) - (ram * lean.type.ramMib) / MIB_PER_GIB) / lean.type.cpuCores;
  if (ram <= 0 || cpu <= 0) return null;
  return {
    cpuNano: BigInt(Math.round(cpu / PICO_PER_NANO)),
    ramNano: BigInt(Math.round(ram / PICO_PER_NANO)),
  };
}

function medianRates(rates: readonly HostRates[]): HostRates {
  const sorted = rates.toSorted((a, b) => Number(a.ramNano * b.cpuNano - b.ramNano * a.cpuNano));
  return sorted[sorted.length >> 1] ?? { cpuNano: 0n, ramNano: 0n };
}
