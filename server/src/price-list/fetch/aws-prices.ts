import * as z from "zod";
import type { PriceServer } from "./price-server.ts";
import { readJson } from "./read-json.ts";
import { readOffer } from "./aws-offer.ts";
import type { FetchedPrice, FetchPrices, FetchProgress, WantedPrices } from "./wanted-prices.ts";

const INDEX = "/offers/v1.0/aws/AmazonEC2/current/region_index.json";
const INDEX_BYTES = 10_000_000;
/** The largest region's file has 450 MB. */
const OFFER_BYTES = 1_000_000_000;
const BYTES_PER_MB = 1_000_000;

/** Where each region's offer is; only a path, so that an index can lead nowhere else. */
const IndexSchema = z.object({
  regions: z.record(
    z.string(),
    z.object({ currentVersionUrl: z.string().regex(/^\/offers\/[A-Za-z0-9._/-]+\/index\.json$/) }),
  ),
});

/**
 * Asks AWS for its prices on demand: the index of regions, then the offer of each wanted region as CSV, line by line. Local
 * zones stand in a file of their own or in their region's.
 */
export const fetchAwsPrices: FetchPrices = async (server, wanted, progress) => {
  const { regions } = await server.ask({
    path: INDEX,
    what: "the regions of Amazon EC2",
    maxBytes: INDEX_BYTES,
    read: (answer) => readJson(answer, IndexSchema),
  });
  const prices: FetchedPrice[] = [];
  for (const region of wanted.regions) {
    const offer = regions[region];
    if (offer) prices.push(...(await fetchOffer(server, { region, offer, wanted, progress })));
  }
  const found = new Set(prices.map(({ region }) => region));
  const missing = [...wanted.regions].filter((region) => !found.has(region));
  return {
    prices: [...new Map(prices.map((price) => [`${price.region} ${price.type}`, price])).values()],
    notes: missing.map((region) => `${region}: AWS' offer in US dollars has no prices of these types`),
  };
};

interface WantedOffer {
  readonly region: string;
  readonly offer: { readonly currentVersionUrl: string };
  readonly wanted: WantedPrices;
  readonly progress: FetchProgress;
}

async function fetchOffer(
  server: PriceServer,
  { region, offer, wanted, progress }: WantedOffer,
): Promise<FetchedPrice[]> {
  return await server.ask({
    path: offer.currentVersionUrl.replace(/\.json$/, ".csv"),
    what: `the offer of Amazon EC2 in ${region}`,
    maxBytes: OFFER_BYTES,
    read: async (answer) => {
      const total = Math.ceil((answer.totalBytes ?? OFFER_BYTES / 2) / BYTES_PER_MB);
      progress.start(`AWS ${region}`, total, "MB");
      const read = await readOffer(answer.chunks, wanted, () => {
        progress.update(Math.min(total, Math.floor(answer.receivedBytes() / BYTES_PER_MB)), total);
      });
      progress.end();
      return read;
    },
  });
}
