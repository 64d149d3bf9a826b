import * as z from "zod";
import type { PriceServer } from "./price-server.ts";
import { PriceFetchError } from "./price-fetch-error.ts";
import { readJson } from "./read-json.ts";
import type { FetchedPrice, FetchPrices, WantedPrices } from "./wanted-prices.ts";

const PATH = "/api/retail/prices";
const VERSION = "2023-01-01-preview";
/** A page holds a thousand items of about 700 bytes. */
const PAGE_BYTES = 16_000_000;
/** A region has about eight. */
const MOST_PAGES = 200;

const ItemSchema = z.object({
  currencyCode: z.string(),
  retailPrice: z.string(),
  armRegionName: z.string(),
  armSkuName: z.string(),
  productName: z.string(),
  skuName: z.string(),
  meterName: z.string(),
  serviceName: z.string(),
  type: z.string(),
  unitOfMeasure: z.string(),
  effectiveStartDate: z.string(),
});
type Item = z.infer<typeof ItemSchema>;

const PageSchema = z.object({
  Items: z.array(ItemSchema),
  NextPageLink: z.string().nullish(),
});

/** Asks Azure for its prices on demand: the virtual machines of each wanted region, page by page. */
export const fetchAzurePrices: FetchPrices = async (server, wanted, progress) => {
  const now = new Date().toISOString();
  const regions = [...wanted.regions].filter((region) => /^[a-z0-9]+$/.test(region));
  const prices: FetchedPrice[] = [];
  progress.start("Azure", regions.length, "regions");
  for (const [index, region] of regions.entries()) {
    const items = await regionItems(server, region, wanted);
    prices.push(...newestPrices(items, now));
    progress.update(index + 1, regions.length);
  }
  progress.end();
  const found = new Set(prices.map(({ region }) => region));
  const missing = [...wanted.regions].filter((region) => !found.has(region));
  return {
    prices,
    notes: missing.map((region) => `${region}: Azure has no public prices of these types in it`),
  };
};

async function regionItems(server: PriceServer, region: string, wanted: WantedPrices): Promise<Item[]> {
  const kept: Item[] = [];
  let query: Record<string, string> | null = {
    "api-version": VERSION,
    currencyCode: "USD",
    $filter: `serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq '${region}'`,
  };
  const asked = new Set<string>();
  while (query !== null) {
    if (asked.size >= MOST_PAGES) throw endless(region, `more than ${MOST_PAGES} pages`);
    asked.add(JSON.stringify(query));
    const page: z.infer<typeof PageSchema> = await server.ask({
      path: PATH,
      query,
      what: `page ${asked.size} of the virtual machines in ${region}`,
      maxBytes: PAGE_BYTES,
      read: (answer) => readJson(answer, PageSchema, { asText: new Set(["retailPrice"]) }),
    });
    kept.push(...page.Items.filter((item) => isWanted(item, region, wanted)));
    query = nextQuery(page.NextPageLink);
    if (query && asked.has(JSON.stringify(query)))
      throw endless(region, "a page that leads back to an earlier one");
  }
  return kept;
}

function endless(region: string, found: string): PriceFetchError {
  return new PriceFetchError(`The prices of ${region} have no end (${found}): is --url the right address?`);
}

/** Only what a link asks for is taken over: the next page is asked for where this one was. */
function nextQuery(link: string | null | undefined): Record<string, string> | null {
  if (link === null || link === undefined || link === "") return null;
  if (!URL.canParse(link))
    throw new PriceFetchError(`the link to the next page is no address: "${link.slice(0, 80)}"`);
  return Object.fromEntries(new URL(link).searchParams);
}

/** Products that share a machine's name at another price: Windows, and Cloud Services and SRS, which cost as much. */
const OTHER_PRODUCTS = /(?:Windows|Cloud ?Services|Srs Win)\b/i;
const OTHER_TERMS = /\b(?:Spot|Low Priority|Expired)$/i;

function isWanted(item: Item, region: string, { types }: WantedPrices): boolean {
  return (
    item.serviceName === "Virtual Machines" &&
    item.type === "Consumption" &&
    item.currencyCode === "USD" &&
    item.unitOfMeasure === "1 Hour" &&
    item.armRegionName === region &&
    types.has(item.armSkuName.toLowerCase()) &&
    !OTHER_PRODUCTS.test(item.productName) &&
    !OTHER_TERMS.test(item.skuName) &&
    !OTHER_TERMS.test(item.meterName)
  );
}

/** Of several prices of a type the newest that holds already. */
function newestPrices(items: readonly Item[], now: string): FetchedPrice[] {
  const valid = items.filter(({ effectiveStartDate }) => effectiveStartDate <= now);
  return [...Map.groupBy(valid, ({ armSkuName }) => armSkuName).values()].flatMap((group) => {
    const newest = group
      .map(({ effectiveStartDate }) => effectiveStartDate)
      .toSorted()
      .at(-1);
    const [item, ...others] = group.filter(({ effectiveStartDate }) => effectiveStartDate === newest);
    if (!item) return [];
    const other = others.find(({ retailPrice }) => retailPrice !== item.retailPrice);
    if (other) throw twoPrices(item, other);
    const { armRegionName: region, armSkuName: type, retailPrice: usd } = item;
    return [{ region, type, usd, cpuCores: null, ramMib: null, gpus: null }];
  });
}

function twoPrices(one: Item, other: Item): PriceFetchError {
  return new PriceFetchError(
    `Azure says two prices of ${one.armSkuName} in ${one.armRegionName} from ${one.effectiveStartDate} on: ` +
      `${one.retailPrice} (${one.productName}) and ${other.retailPrice} (${other.productName}). Take the right one by a price book.`,
  );
}
