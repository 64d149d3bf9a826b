import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** Answers one request of a made-up source of prices. */
export type PriceAnswerer = (request: IncomingMessage, response: ServerResponse) => void;

/** A cloud's price service as tests make it up, on this machine. */
export interface PriceSource {
  readonly url: string;
  /** What was asked for so far. */
  readonly asked: string[];
  answerBy(answerer: PriceAnswerer): void;
  stop(): Promise<void>;
}

const notFound: PriceAnswerer = (_request, response) => response.writeHead(404).end();

export async function startPriceSource(): Promise<PriceSource> {
  const asked: string[] = [];
  let answer: PriceAnswerer = notFound;
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    answerBy: (answerer) => {
      answer = answerer;
      asked.length = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Names of an offer's columns, as AWS writes them, as far as they matter. */
const OFFER_COLUMNS = [
  "SKU",
  "TermType",
  "PriceDescription",
  "Unit",
  "PricePerUnit",
  "Currency",
  "Product Family",
  "Location Type",
  "Instance Type",
  "vCPU",
  "Memory",
  "Tenancy",
  "Operating System",
  "usageType",
  "CapacityStatus",
  "Pre Installed S/W",
  "Region Code",
  "MarketOption",
  "GPU",
] as const;
type OfferRow = Partial<Record<(typeof OFFER_COLUMNS)[number], string>>;

const MACHINE: OfferRow = {
  SKU: "ABCDEF",
  TermType: "OnDemand",
  PriceDescription: 'machine, "Linux"',
  Unit: "Hrs",
  Currency: "USD",
  "Product Family": "Compute Instance",
  "Location Type": "AWS Region",
  Tenancy: "Shared",
  "Operating System": "Linux",
  CapacityStatus: "Used",
  "Pre Installed S/W": "NA",
  MarketOption: "OnDemand",
};

/** A row of an offer: a machine's price on demand, but for what is said otherwise. */
export function offerRow(region: string, type: string, usd: string, other: OfferRow = {}): string {
  const row: OfferRow = {
    ...MACHINE,
    "Region Code": region,
    "Instance Type": type,
    usageType: `EUW1-BoxUsage:${type}`,
    PricePerUnit: usd,
    vCPU: "4",
    Memory: "16 GiB",
    ...other,
  };
  return lineOf(OFFER_COLUMNS.map((name) => row[name] ?? ""));
}

/** The lines before the rows of an offer: metadata, and the names of the columns. */
export const OFFER_HEAD = [
  ["FormatVersion", "v1.0"],
  ["Disclaimer", "Made up."],
  ["Publication Date", "2026-11-27T00:00:00Z"],
  ["Version", "20261127"],
  ["OfferCode", "AmazonEC2"],
  OFFER_COLUMNS,
].map(lineOf);

function lineOf(cells: readonly string[]): string {
  return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
}

/** An item of Azure's retail prices: a machine's price on demand, but for what is said otherwise. */
export function retailItem(
  type: string,
  price: number,
  other: Readonly<Record<string, unknown>> = {},
): unknown {
  return {
    currencyCode: "USD",
    tierMinimumUnits: 0,
    retailPrice: price,
    unitPrice: price,
    armRegionName: "westeurope",
    location: "EU West",
    effectiveStartDate: "2022-01-01T00:00:00Z",
    meterName: "D4s v5",
    productName: "Virtual Machines Dsv5 Series",
    skuName: "D4s v5",
    serviceName: "Virtual Machines",
    unitOfMeasure: "1 Hour",
    type: "Consumption",
    armSkuName: type,
    ...other,
  };
}

/** One of Google's SKUs, on demand in europe-west1 but for what is said otherwise. */
export function sku(
  description: string,
  nanos: number,
  other: Readonly<Record<string, unknown>> = {},
): unknown {
  const { unit = "h", usageType = "OnDemand", ...more } = other;
  const unitPrice = { currencyCode: "USD", units: "0", nanos };
  return {
    description,
    category: {
      serviceDisplayName: "Compute Engine",
      resourceFamily: "Compute",
      resourceGroup: "CPU",
      usageType,
    },
    serviceRegions: ["europe-west1"],
    pricingInfo: [
      { pricingExpression: { usageUnit: unit, tieredRates: [{ startUsageAmount: 0, unitPrice }] } },
    ],
    ...more,
  };
}

const INDEX = {
  regions: {
    "eu-west-1": {
      regionCode: "eu-west-1",
      currentVersionUrl: "/offers/v1.0/aws/AmazonEC2/2026/eu-west-1/index.json",
    },
  },
};
/** A region's offer: one price that is wanted, and what looks like it. */
export const OFFER = [
  ...OFFER_HEAD,
  offerRow("eu-west-1", "m6i.xlarge", "0.4280000000", { "Operating System": "Windows" }),
  offerRow("eu-west-1", "m6i.xlarge", "0.2354000000", { Tenancy: "Dedicated" }),
  offerRow("eu-west-1", "m6i.xlarge", "0.0000000000", { CapacityStatus: "UnusedCapacityReservation" }),
  offerRow("eu-west-1", "m6i.xlarge", "0.1350000000", { TermType: "Reserved" }),
  offerRow("eu-west-1", "m6i.xlarge", "0.6940000000", { "Pre Installed S/W": "SQL Std" }),
  offerRow("eu-west-1", "m6i.xlarge", "0.2180000000", { usageType: "EUW1-Reservation:m6i.xlarge" }),
  offerRow("eu-west-1", "m6i.xlarge", "1.4000000000", { Currency: "CNY" }),
  offerRow("eu-west-1", "m5.xlarge", "0.2140000000"),
  offerRow("eu-west-1", "m6i.xlarge", "0.2140900000"),
].join("\n");

/** Answers as AWS does, for a cluster in eu-west-1; `offer` answers for the region's file. */
export function aws(offer: (response: ServerResponse) => void): PriceAnswerer {
  return ({ url }, response) => {
    if (url?.endsWith("/region_index.json")) json(response, INDEX);
    else if (url?.endsWith("/eu-west-1/index.csv")) offer(response);
    else response.writeHead(404).end();
  };
}
