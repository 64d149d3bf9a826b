import {
  LIST_HEAD,
  ListReader,
  NO_PRICE,
  picoOfText,
  PriceListError,
} from "../../domain/prices/list/list-text.ts";
import type { ListedType, ListOrigin } from "../../domain/prices/list/price-list.ts";
import type { ListDocument, RegionBlock, WrittenPrice } from "./list-document.ts";
import { isPriceDay } from "../table/price-day.ts";

/** Lines of a region that end with a number that is no price. */
const NOT_PRICED = new Set(["host"]);

interface OpenBlock extends RegionBlock {
  readonly origin: ListOrigin;
}

/** Reads a list's text line by line into a document. What the service's own reader refuses is refused here too. */
export class DocumentReader {
  /** Finds all faults of the text; keeps nothing but the base region. */
  readonly #judge = new ListReader(() => false);
  readonly #head: string[] = [];
  readonly #origins = new Map<string, ListOrigin>();
  readonly #types = new Map<string, ListedType>();
  readonly #regions = new Map<string, OpenBlock>();
  #open: OpenBlock | null = null;

  read(line: string): void {
    this.#judge.read(line);
    const [word = "", ...rest] = line.split(" ");
    if (line === LIST_HEAD || line === "" || word === "end") return;
    if (word === "region") this.#openRegion(rest);
    else if (word === "origin") this.#readOrigin(rest);
    else if (word === "type") this.#readType(rest);
    else if (word === "prices") this.#readPrices(rest);
    else if (this.#open) this.#readOther(word, rest, this.#open);
    else if (word !== "cloud" && word !== "date") this.#head.push(line);
  }

  /** Throws PriceListError where the text is not whole. */
  finish(): ListDocument {
    const { cloud, date } = this.#judge.finish();
    if (!isPriceDay(date)) throw new PriceListError(`Price list: "${date}" is no day up to today`);
    return { cloud, date, head: this.#head, types: this.#types, regions: this.#regions };
  }

  #readOrigin([letter = "", date = "", ...text]: readonly string[]): void {
    this.#origins.set(letter, { date, text: text.join(" ") });
  }

  #readType([name = "", cpu, ram, gpus]: readonly string[]): void {
    this.#types.set(name, { name, cpuCores: Number(cpu), ramMib: Number(ram), gpus: Number(gpus) });
  }

  #openRegion([region = "", letter = ""]: readonly string[]): void {
    if (this.#regions.has(region))
      throw new PriceListError(`Price list: the region ${region} stands there twice`);
    this.#open = { origin: this.#originOf(letter), prices: new Map(), others: [] };
    this.#regions.set(region, this.#open);
  }

  #readPrices(cells: readonly string[]): void {
    const block = this.#open;
    const names = [...this.#types.keys()];
    if (!block || cells.length !== names.length) {
      throw new PriceListError(
        `Price list: expected ${names.length} prices of a region, found ${cells.length}`,
      );
    }
    cells.forEach((cell, index) => {
      if (cell === NO_PRICE) return;
      const price = this.#priceOf(cell, block);
      if (!price || picoOfText(price.usd) === 0n)
        throw new PriceListError(`Price list: "${cell}" is no price`);
      block.prices.set(names[index] ?? "", price);
    });
  }

  #readOther(word: string, rest: readonly string[], block: OpenBlock): void {
    const price = NOT_PRICED.has(word) ? undefined : this.#priceOf(rest.at(-1) ?? "", block);
    block.others.push(
      price ? { words: [word, ...rest.slice(0, -1)], price } : { words: [word, ...rest], price: null },
    );
  }

  /** Undefined where the cell is no price. */
  #priceOf(cell: string, { origin }: OpenBlock): WrittenPrice | undefined {
    const [, usd, letter] = /^(\d{1,7}(?:\.\d{1,12})?)([a-z]*)$/.exec(cell) ?? [];
    if (usd === undefined) return undefined;
    return { usd, origin: letter === "" || letter === undefined ? origin : this.#originOf(letter) };
  }

  #originOf(letter: string): ListOrigin {
    const origin = this.#origins.get(letter);
    if (!origin) throw new PriceListError(`Price list: no origin ${letter}`);
    return origin;
  }
}
