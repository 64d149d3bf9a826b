import { LISTED_CLOUDS, type ListedCloud } from "./machine-type.ts";
import type {
  CloudPrices,
  HostRates,
  ListedPrice,
  ListedType,
  ListOrigin,
  RegionPrices,
} from "./price-list.ts";

/** First line of a list's text; the number is the form's version. */
export const LIST_HEAD = "kubecent-price-list 1";
/** Stands where a region does not sell a type. */
export const NO_PRICE = "-";
const PICO_DIGITS = 12;

/** A list that cannot be read, with the number of the line. */
export class PriceListError extends Error {
  override readonly name = "PriceListError";
}

/** Reads a decimal amount of dollars into pico-dollars, digit by digit; null where it is none, or finer than a pico. */
export function picoOfText(text: string): bigint | null {
  const [, whole = "", fraction = ""] = /^(\d{1,7})(?:\.(\d{1,12}))?$/.exec(text) ?? [];
  return whole === "" ? null : BigInt(whole + fraction.padEnd(PICO_DIGITS, "0"));
}

interface OpenRegion extends RegionPrices {
  readonly origin: ListOrigin;
  readonly types: Map<string, ListedPrice>;
  readonly hosts: Map<string, HostRates>;
  readonly volumes: Map<string, ListedPrice>;
}

/**
 * Reads the text of a list line by line and keeps the base region and those that are wanted: a cloud has up to a
 * hundred, and a cluster lies in one or two.
 */
export class ListReader {
  readonly #wanted: (region: string) => boolean;
  readonly #facts = new Map<string, string>();
  readonly #origins = new Map<string, ListOrigin>();
  readonly #types: ListedType[] = [];
  readonly #regions = new Map<string, OpenRegion>();
  #open: OpenRegion | null = null;
  #line = 0;

  constructor(wanted: (region: string) => boolean) {
    this.#wanted = wanted;
  }

  read(line: string): void {
    this.#line += 1;
    if (this.#line === 1) {
      if (line !== LIST_HEAD) this.#fail(`expected "${LIST_HEAD}", found "${line.slice(0, 40)}"`);
      return;
    }
    const [word = "", ...rest] = line.split(" ");
    if (word === "type") this.#types.push(this.#typeOf(rest));
    else if (word === "region") this.#openRegion(rest);
    else if (word === "prices") this.#readPrices(rest);
    else if (word === "host") this.#readHost(rest);
    else if (word === "volume") this.#readVolume(rest);
    else if (word === "origin") this.#readOrigin(rest);
    else if (line !== "") this.#facts.set(word, rest.join(" "));
  }

  /** What was read. Throws PriceListError where the text ended too early or lacks its base region. */
  finish(): CloudPrices {
    const cloud = this.#cloud();
    const base = this.#regions.get(this.#fact("base"));
    if (this.#facts.get("end") === undefined)
      this.#fail(`expected the line "end", found the end of the text`);
    if (!base) return this.#fail(`no prices of the base region ${this.#fact("base")}`);
    const types = new Map(this.#types.map((type) => [type.name.toLowerCase(), type]));
    return { cloud, date: this.#fact("date"), types, base, regions: this.#regions };
  }

  #typeOf([name = "", cpu = "", ram = "", gpus = ""]: readonly string[]): ListedType {
    const [cpuCores, ramMib, count] = [Number(cpu), Number(ram), Number(gpus)];
    if (name === "" || !(cpuCores >= 0 && ramMib >= 0 && count >= 0)) {
      return this.#fail("expected: type NAME CORES MIB GPUS");
    }
    return { name, cpuCores, ramMib, gpus: count };
  }

  #openRegion([region = "", origin = ""]: readonly string[]): void {
    const isWanted = region === this.#facts.get("base") || this.#wanted(region);
    this.#open = isWanted
      ? { region, origin: this.#originOf(origin), types: new Map(), hosts: new Map(), volumes: new Map() }
      : null;
    if (this.#open) this.#regions.set(region, this.#open);
  }

  /** Prices stand in the order of the types, each with the letter of its origin where that is not the region's. */
  #readPrices(cells: readonly string[]): void {
    const region = this.#open;
    if (!region) return;
    if (cells.length !== this.#types.length) {
      this.#fail(`expected ${this.#types.length} prices, found ${cells.length}`);
    }
    cells.forEach((cell, index) => {
      const type = this.#types[index];
      if (cell !== NO_PRICE && type) region.types.set(type.name.toLowerCase(), this.#priceOf(cell, region));
    });
  }

  #readHost([group = "", cpu = "", ram = ""]: readonly string[]): void {
    if (!/^\d+$/.test(cpu) || !/^\d+$/.test(ram)) this.#fail("expected: host GROUP NANO NANO");
    this.#open?.hosts.set(group, { cpuNano: BigInt(cpu), ramNano: BigInt(ram) });
  }

  #readVolume([kind = "", price = ""]: readonly string[]): void {
    this.#open?.volumes.set(kind, this.#priceOf(price, this.#open));
  }

  #readOrigin([letter = "", date = "", ...text]: readonly string[]): void {
    this.#origins.set(letter, { date, text: text.join(" ") });
  }

  #priceOf(cell: string, { origin }: OpenRegion): ListedPrice {
    const [, amount = "", letter = ""] = /^([\d.]+)([a-z]*)$/.exec(cell) ?? [];
    const pico = picoOfText(amount);
    if (pico === null || pico === 0n) return this.#fail(`"${cell}" is no price`);
    return { pico, origin: letter === "" ? origin : this.#originOf(letter) };
  }

  #originOf(letter: string): ListOrigin {
    return this.#origins.get(letter) ?? this.#fail(`no origin ${letter}`);
  }

  #cloud(): ListedCloud {
    const named = this.#fact("cloud");
    const cloud = LISTED_CLOUDS.find((each) => each === named);
    return cloud ?? this.#fail(`expected cloud ${LISTED_CLOUDS.join(", ")}, found ${named}`);
  }

  #fact(name: string): string {
    return this.#facts.get(name) ?? this.#fail(`no line "${name}"`);
  }

  #fail(found: string): never {
    throw new PriceListError(`Price list, line ${this.#line}: ${found}`);
  }
}
