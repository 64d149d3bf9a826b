import { LIST_HEAD, NO_PRICE } from "../../domain/prices/list/list-text.ts";
import type { ListedCloud } from "../../domain/prices/list/machine-type.ts";
import type { ListedType } from "../../domain/prices/list/price-list.ts";
import type { PriceRow } from "./read-rows.ts";
import { lettersOf } from "../update/list-document.ts";
import { machineSizes } from "./machine-sizes.ts";
import { solveHostRates } from "./solve-host-rates.ts";

/** What a GiB of a kind of volume costs for a month in a region. */
export interface VolumeRow {
  readonly cloud: ListedCloud;
  readonly region: string;
  readonly kind: string;
  /** Dollars, as the source wrote them. */
  readonly usd: string;
  readonly date: string;
  readonly origin: string;
}

/** The region of each cloud that sells everything first, from which estimates for others are made. */
export const BASE_REGIONS: Readonly<Record<ListedCloud, string>> = {
  aws: "us-east-1",
  azure: "eastus",
  gcp: "us-central1",
};

/** What the list says of each origin of the data at hand. */
export type OriginTexts = Readonly<Record<string, string>>;

/** What the lists say of where a price was found, by the name that the table gives it. NOTICE has the sources in full. */
export const ORIGINS: OriginTexts = {
  "vantage-via-cristim": "AWS' list as ec2instances.info had it",
  "karpenter-aws": "AWS' list as Karpenter's provider for AWS had it",
  "karpenter-aws(metal=size)": "the shared price of the size that the bare machine is",
  "est:2025-06-gpu-cut": "estimated: the older price, lowered as in us-east-1 in June 2025",
  "karpenter-azure": "Azure's list as Karpenter's provider for Azure had it",
  "karpenter-azure(fix)": "Azure's list, brought back from Windows' price by the family",
  "karpenter-azure(constrained=parent)": "the price of the size with all its cores",
  "vantage-via-cristim(fix)": "Azure's list, brought back from Windows' price by the pair of both",
  "karpenter-gcp": "Google's list as Karpenter's provider for Google Cloud had it",
  "repaired: like D*ads_v5": "repaired: Windows' price, brought to the siblings'",
  "repaired: like E*as_v5": "repaired: Windows' price, brought to the siblings'",
  "repaired: like F*as_v6": "repaired: ten times too low, brought to the siblings'",
  "repaired: like F*s_v1": "repaired: the base region's price, brought to the siblings'",
  "repaired: like M*s_1_v3": "repaired: the base region's price, brought to the siblings'",
  "ebs-table": "AWS' list of volumes",
  "libcloud (x720 h)": "Google's list of disks as Apache Libcloud had it",
};

interface CloudTable {
  readonly cloud: ListedCloud;
  readonly rows: readonly PriceRow[];
  readonly volumes: readonly VolumeRow[];
  readonly origins: OriginTexts;
}

/** Writes one cloud's list as text: types once, then a line of prices for each region. */
export function listText({ cloud, rows, volumes, origins }: CloudTable): string {
  const sizes = machineSizes(cloud, rows);
  const types = [...sizes.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const letters = originLetters([...rows, ...volumes]);
  const lines = [
    LIST_HEAD,
    `cloud ${cloud}`,
    "currency USD",
    `base ${BASE_REGIONS[cloud]}`,
    `date ${
      rows
        .map(({ date }) => date)
        .toSorted()
        .at(-1) ?? ""
    }`,
    ...[...letters.values()].map(
      ({ letter, date, origin }) => `origin ${letter} ${date} ${origins[origin] ?? origin}`,
    ),
    ...types.map(({ name, cpuCores, ramMib, gpus }) => `type ${name} ${cpuCores} ${ramMib} ${gpus}`),
    ...regionLines({ cloud, rows, volumes, types, letters }),
    "end",
  ];
  return `${lines.join("\n")}\n`;
}

interface Origin {
  readonly letter: string;
  readonly date: string;
  readonly origin: string;
}

type Letters = ReadonlyMap<string, Origin>;
type Sourced = Pick<PriceRow, "date" | "origin">;

function originKey({ date, origin }: Sourced): string {
  return `${date} ${origin}`;
}

function originLetters(rows: readonly Sourced[]): Letters {
  const keys = new Map(rows.map(({ date, origin }) => [originKey({ date, origin }), { date, origin }]));
  return new Map([...keys].map(([key, origin], index) => [key, { ...origin, letter: lettersOf(index) }]));
}

interface RegionLines {
  readonly cloud: ListedCloud;
  readonly rows: readonly PriceRow[];
  readonly volumes: readonly VolumeRow[];
  readonly types: readonly ListedType[];
  readonly letters: Letters;
}

function regionLines({ cloud, rows, volumes, types, letters }: RegionLines): string[] {
  const byRegion = Map.groupBy(rows, ({ region }) => region);
  const names = [...byRegion.keys()].toSorted();
  return names.flatMap((region) => {
    const own = new Map((byRegion.get(region) ?? []).map((row) => [row.type, row]));
    const usual = mostFrequentOrigin([...own.values()], letters);
    const letterOf = (row: Sourced): string => {
      const letter = letters.get(originKey(row))?.letter ?? "";
      return letter === usual ? "" : letter;
    };
    const cells = types.map(({ name }) => {
      const row = own.get(name);
      return row ? `${row.usd}${letterOf(row)}` : NO_PRICE;
    });
    const offers = types.flatMap((type) => {
      const row = own.get(type.name);
      return row ? [{ type, pico: row.pico }] : [];
    });
    return [
      `region ${region} ${usual}`,
      `prices ${cells.join(" ")}`,
      ...[...solveHostRates(cloud, offers)]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([group, { cpuNano, ramNano }]) => `host ${group} ${cpuNano} ${ramNano}`),
      ...volumes
        .filter((volume) => volume.region === region)
        .map((volume) => `volume ${volume.kind} ${volume.usd}${letterOf(volume)}`),
    ];
  });
}

function mostFrequentOrigin(rows: readonly PriceRow[], letters: Letters): string {
  const counts = Map.groupBy(rows, originKey);
  const [most] = [...counts].toSorted(([, a], [, b]) => b.length - a.length);
  return letters.get(most?.[0] ?? "")?.letter ?? "";
}
