import { LIST_HEAD, NO_PRICE, picoOfText } from "../../domain/prices/list/list-text.ts";
import type { ListedCloud } from "../../domain/prices/list/machine-type.ts";
import type { ListedType, ListOrigin } from "../../domain/prices/list/price-list.ts";
import type { PriceRow } from "../table/read-rows.ts";

/** A price as the list writes it. */
export interface WrittenPrice {
  readonly usd: string;
  readonly origin: ListOrigin;
}

/** Another line of a region, such as a volume's price or what hosts cost; `price` where one stands at its end. */
export interface OtherLine {
  readonly words: readonly string[];
  readonly price: WrittenPrice | null;
}

export interface RegionBlock {
  /** By the name of the type. */
  readonly prices: Map<string, WrittenPrice>;
  readonly others: OtherLine[];
}

/** A whole list as it can be changed and written again, with lines that only newer versions know. */
export interface ListDocument {
  readonly cloud: ListedCloud;
  date: string;
  /** All lines of the head but the first and those of the cloud and the day. */
  readonly head: readonly string[];
  readonly types: Map<string, ListedType>;
  readonly regions: Map<string, RegionBlock>;
}

/** The document's prices of machines as rows of a table. */
export function rowsOf({ cloud, types, regions }: ListDocument): PriceRow[] {
  return [...regions].flatMap(([region, { prices }]) =>
    [...prices].map(([type, { usd, origin }]) => {
      const { cpuCores = 0, ramMib = 0, gpus = 0 } = types.get(type) ?? {};
      const size = { cpuCores: cpuCores || null, ramMib: ramMib || null, gpus };
      const pico = picoOfText(usd) ?? 0n;
      return { cloud, region, type, usd, pico, ...size, date: origin.date, origin: origin.text };
    }),
  );
}

/** Writes a document, in an order that says nothing of how it came to be: equal lists are equal texts. */
export function documentText({ cloud, date, head, types, regions }: ListDocument): string {
  const letters = originLetters(regions);
  const sorted = [...types.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    LIST_HEAD,
    `cloud ${cloud}`,
    ...head,
    `date ${date}`,
    ...[...letters].map(([key, letter]) => `origin ${letter} ${key}`),
    ...sorted.map(({ name, cpuCores, ramMib, gpus }) => `type ${name} ${cpuCores} ${ramMib} ${gpus}`),
    ...[...regions]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([region, block]) => regionLines({ region, block, types: sorted, letters })),
    "end",
    "",
  ].join("\n");
}

interface WrittenRegion {
  readonly region: string;
  readonly block: RegionBlock;
  readonly types: readonly ListedType[];
  readonly letters: ReadonlyMap<string, string>;
}

function regionLines({ region, block, types, letters }: WrittenRegion): string[] {
  const letterOf = ({ origin }: WrittenPrice): string => letters.get(originKey(origin)) ?? "";
  const usual = mostFrequent([...block.prices.values()].map(letterOf));
  const cell = (price: WrittenPrice | undefined): string => {
    if (!price) return NO_PRICE;
    const letter = letterOf(price);
    return letter === usual ? price.usd : `${price.usd}${letter}`;
  };
  return [
    `region ${region} ${usual}`,
    `prices ${types.map(({ name }) => cell(block.prices.get(name))).join(" ")}`,
    ...block.others.map(({ words, price }) => [...words, ...(price ? [cell(price)] : [])].join(" ")),
  ];
}

function mostFrequent(letters: readonly string[]): string {
  const [most] = [...Map.groupBy(letters, (letter) => letter)].toSorted(
    ([a, ofA], [b, ofB]) => ofB.length - ofA.length || (a < b ? -1 : 1),
  );
  return most?.[0] ?? "a";
}

function originKey({ date, text }: ListOrigin): string {
  return `${date} ${text}`;
}

const ALPHABET = 26;
const FIRST_LETTER = 97;

/** A letter for each origin that a price has, `aa` after `z`. */
function originLetters(regions: ListDocument["regions"]): Map<string, string> {
  const keys = new Set(
    [...regions.values()].flatMap(({ prices, others }) =>
      [...prices.values(), ...others.flatMap(({ price }) => price ?? [])].map(({ origin }) =>
        originKey(origin),
      ),
    ),
  );
  return new Map([...keys].toSorted().map((key, index) => [key, lettersOf(index)]));
}

/** The letters of the origin with a number: a to z, then aa. */
export function lettersOf(index: number): string {
  const last = String.fromCharCode(FIRST_LETTER + (index % ALPHABET));
  return index < ALPHABET ? last : lettersOf(Math.floor(index / ALPHABET) - 1) + last;
}
