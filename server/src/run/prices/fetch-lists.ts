import { readFile } from "node:fs/promises";
import type { ListedCloud } from "../../domain/prices/list/machine-type.ts";
import { nodePlace } from "../../domain/prices/list/node-place.ts";
import { fetchAwsPrices } from "../../price-list/fetch/aws-prices.ts";
import { fetchAzurePrices } from "../../price-list/fetch/azure-prices.ts";
import { gcpPrices } from "../../price-list/fetch/gcp-prices.ts";
import { PriceFetchError } from "../../price-list/fetch/price-fetch-error.ts";
import { createPriceServer, type PriceServerOptions } from "../../price-list/fetch/price-server.ts";
import type { FetchPrices, FetchProgress, WantedPrices } from "../../price-list/fetch/wanted-prices.ts";
import type { ListDocument } from "../../price-list/update/list-document.ts";
import { patchDocument } from "../../price-list/update/patch-document.ts";
import type { Database } from "../../store/connection/database.ts";
import { createProgressView, type ProgressView } from "../collecting/progress-bar.ts";
import { newestHours } from "./month-by-type.ts";
import type { NewerLists } from "./update-lists.ts";

/** Which cloud is asked, and how. */
interface Asking extends Pick<PriceServerOptions, "isHttpAllowed" | "proxyEnv" | "signal"> {
  readonly cloud: ListedCloud;
  /** In place of the cloud's own address. */
  readonly url: string | undefined;
  /** File with the key that Google wants. */
  readonly keyFile?: string | undefined;
  readonly firstWaitMs?: number;
}

interface Fetching {
  readonly database: Database;
  readonly inUse: (cloud: ListedCloud) => Promise<ListDocument>;
  readonly print: (line: string) => void;
}

const ADDRESSES: Readonly<Record<ListedCloud, string>> = {
  aws: "https://pricing.us-east-1.amazonaws.com",
  azure: "https://prices.azure.com",
  gcp: "https://cloudbilling.googleapis.com",
};
const NAMES: Readonly<Record<ListedCloud, string>> = { aws: "AWS", azure: "Azure", gcp: "Google" };
/** However slow the network is: half an hour is enough for the largest file. */
const MOST_MS = 30 * 60_000;

/**
 * Asks a cloud for the prices of what the stored clusters' nodes are, and writes them into the list in use. Throws
 * PriceFetchError; then nothing has changed.
 */
export async function fetchLists(asking: Asking, { database, inUse, print }: Fetching): Promise<NewerLists> {
  const { cloud, url = ADDRESSES[asking.cloud], signal } = asking;
  const wanted = await wantedPrices(database, cloud);
  const document = await inUse(cloud);
  if (wanted.types.size === 0) {
    print(`No stored node lies on ${NAMES[cloud]}: there is nothing to ask for.`);
    return { documents: [document] };
  }
  const tooLong = AbortSignal.timeout(MOST_MS);
  const server = createPriceServer({
    ...asking,
    url,
    headers: await headersFor(asking),
    signal: AbortSignal.any([signal, tooLong]),
  });
  const { prices, notes } = await fetcherOf(cloud, document)(server, wanted, progress()).catch(
    (cause: unknown) => {
      if (!tooLong.aborted) throw cause;
      throw new PriceFetchError(`${url} was not done after ${MOST_MS / 60_000} minutes`, { cause });
    },
  );
  for (const note of notes) print(`Not asked or not answered, and stays as it is: ${note}.`);
  if (prices.length === 0) {
    throw new PriceFetchError(
      `${url} gave no price of ${[...wanted.types].join(", ")} in ${[...wanted.regions].join(", ")}: is it the right address?`,
    );
  }
  const today = new Date().toISOString().slice(0, 10);
  const faults = patchDocument(document, prices, {
    date: today,
    text: `${NAMES[cloud]}' list, asked for by an operator`,
  });
  if (faults.length > 0) throw new PriceFetchError(`${url} gave what is no price: ${faults.join("; ")}`);
  print(
    `${NAMES[cloud]} was asked for ${wanted.types.size} types in ${wanted.regions.size} regions, and gave ${prices.length} prices.`,
  );
  return { documents: [document], regions: wanted.regions };
}

function fetcherOf(cloud: ListedCloud, { types }: ListDocument): FetchPrices {
  const sizes = new Map([...types.values()].map((type) => [type.name.toLowerCase(), type]));
  return { aws: fetchAwsPrices, azure: fetchAzurePrices, gcp: gcpPrices(sizes) }[cloud];
}

/** The regions, local zones and types of the nodes of all clusters' newest hours. */
async function wantedPrices(database: Database, cloud: ListedCloud): Promise<WantedPrices> {
  const regions = new Set<string>();
  const types = new Set<string>();
  for (const { nodes } of await newestHours(database)) {
    for (const node of nodes) {
      const place = nodePlace(node);
      if (place?.cloud !== cloud || node.instanceType === "") continue;
      types.add(node.instanceType.toLowerCase());
      regions.add(place.zoneGroup === "" ? place.region : place.zoneGroup);
    }
  }
  return { regions, types };
}

/** Google wants a key; in a header, so that no address that is written down holds it. */
async function headersFor({ cloud, keyFile }: Asking): Promise<Record<string, string>> {
  if (cloud !== "gcp") return {};
  if (keyFile === undefined) {
    throw new PriceFetchError(
      "Google's list wants an API key of a project with the Cloud Billing API: write it into a file, and name that by GCP_PRICES_KEY_FILE.",
    );
  }
  const text = await readFile(keyFile, "utf8").catch((cause: unknown) => {
    throw new PriceFetchError(`GCP_PRICES_KEY_FILE ${keyFile} cannot be read`, { cause });
  });
  const key = text.trim();
  if (!/^[\w-]{10,200}$/.test(key)) {
    throw new PriceFetchError(`${keyFile} holds no API key: wanted one line of letters, digits, - and _.`);
  }
  return { "x-goog-api-key": key };
}

function progress(): FetchProgress {
  let view: ProgressView | null = null;
  return {
    start(part, total, unit) {
      view?.stop();
      view = createProgressView(part, process.stderr, { unit, purpose: "to read" });
      view.start(total);
    },
    update: (done, total) => view?.update(done, total),
    end() {
      view?.stop();
      view = null;
    },
  };
}
