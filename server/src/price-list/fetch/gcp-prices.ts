import * as z from "zod";
import type { ListedType } from "../../domain/prices/list/price-list.ts";
import type { PriceServer } from "./price-server.ts";
import { PriceFetchError } from "./price-fetch-error.ts";
import { readJson } from "./read-json.ts";
import { GcpRates, SkuSchema } from "./gcp-rates.ts";
import type { FetchedPrice, FetchPrices, WantedPrices } from "./wanted-prices.ts";

/** Compute Engine's number among Google's services. */
const PATH = "/v1/services/6F81-5844-456A/skus";
const PAGE_SIZE = "5000";
/** 5,000 SKUs take about 8 MB. */
const PAGE_BYTES = 64_000_000;
/** There are about 30,000 SKUs. */
const MOST_PAGES = 100;

const PageSchema = z.object({ skus: z.array(SkuSchema), nextPageToken: z.string().nullish() });

/** Asks Google Cloud for what cores, memory and GPUs cost on demand, and makes the wanted types' prices of them. */
export function gcpPrices(sizes: ReadonlyMap<string, ListedType>): FetchPrices {
  return async (server, wanted, progress) => {
    progress.start("Google Cloud", 1, "lists");
    const rates = await readRates(server);
    progress.update(1, 1);
    progress.end();
    return pricesOf(rates, wanted, sizes);
  };
}

async function readRates(server: PriceServer): Promise<GcpRates> {
  const rates = new GcpRates();
  const seen = new Set<string>();
  let token: string | null = "";
  while (token !== null) {
    if (seen.size >= MOST_PAGES) throw endless(`more than ${MOST_PAGES} pages`);
    seen.add(token);
    const page: z.infer<typeof PageSchema> = await server.ask({
      path: PATH,
      query: { pageSize: PAGE_SIZE, currencyCode: "USD", ...(token !== "" && { pageToken: token }) },
      what: `page ${seen.size} of Compute Engine's SKUs`,
      maxBytes: PAGE_BYTES,
      read: (answer) => readJson(answer, PageSchema),
    });
    for (const sku of page.skus) rates.note(sku);
    token = page.nextPageToken || null;
    if (token !== null && seen.has(token)) throw endless("a page that leads back to an earlier one");
  }
  return rates;
}

function endless(found: string): PriceFetchError {
  return new PriceFetchError(`The SKUs have no end (${found}): is --url the right address?`);
}

/** The list's own sizes stay. */
const NO_SIZE = { cpuCores: null, ramMib: null, gpus: null };

function pricesOf(
  rates: GcpRates,
  { regions, types }: WantedPrices,
  sizes: ReadonlyMap<string, ListedType>,
): { prices: FetchedPrice[]; notes: string[] } {
  const prices: FetchedPrice[] = [];
  const notes = new Set<string>();
  for (const name of types) {
    const size = HOLDS_MORE.test(name) ? undefined : sizes.get(name);
    if (!size)
      notes.add(`${name}: its price holds more than cores, memory and GPUs, or its size is not known`);
    if (!size) continue;
    for (const region of regions) {
      const pico = priceIn(rates, region, size);
      if (pico === null) notes.add(`${name} in ${region}: Google states no rates of its family`);
      else prices.push({ region, type: size.name, usd: dollars(pico), ...NO_SIZE });
    }
  }
  return { prices, notes: [...notes] };
}

/** Machines that hold local disks or are whole hosts, and the oldest ones, which have SKUs of their own. */
const HOLDS_MORE = /-lssd|-metal|^z3-|^h3-|^a3-|^f1-|^g1-/;
/** How much of a core the machines that share one pay for, in thousandths. */
const SHARED_CORES: Readonly<Record<string, bigint>> = {
  "e2-micro": 250n,
  "e2-small": 500n,
  "e2-medium": 1_000n,
};
const MIB_PER_GIB = 1_024n;
const THOUSANDTHS = 1_000n;

function priceIn(
  rates: GcpRates,
  region: string,
  { name, cpuCores, ramMib, gpus }: ListedType,
): bigint | null {
  const [family = "", shape = ""] = name.split("-");
  const { cpuPico, ramPico } = rates.get(region, family);
  const { gpuPico } = rates.get(region, `${family}-${shape}`);
  if (cpuPico === undefined || ramPico === undefined || (gpus > 0 && gpuPico === undefined)) return null;
  const cores = SHARED_CORES[name] ?? BigInt(Math.round(cpuCores * 1_000));
  return (
    (cores * cpuPico) / THOUSANDTHS +
    (BigInt(ramMib) * ramPico) / MIB_PER_GIB +
    BigInt(gpus) * (gpuPico ?? 0n)
  );
}

const PICO_PLACES = 12;

function dollars(pico: bigint): string {
  const digits = pico.toString().padStart(PICO_PLACES + 1, "0");
  return `${digits.slice(0, -PICO_PLACES)}.${digits.slice(-PICO_PLACES)}`.replace(/\.?0+$/, "");
}
