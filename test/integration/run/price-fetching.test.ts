import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type UpdateOptions, updatePrices } from "../../../server/src/run/commands/prices-update.ts";
import { storePriceCluster, versionsInUse } from "../../support/price-cluster.ts";
import {
  json,
  aws,
  OFFER,
  type PriceSource,
  retailItem,
  sku,
  startPriceSource,
} from "../../support/price-source.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const NEVER = new AbortController().signal;
let database: TestDatabase;
let source: PriceSource;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await startPriceSource();
  folder = mkdtempSync(path.join(tmpdir(), "fetching-"));
  writeFileSync(path.join(folder, "key"), "AIza-made-up-key\n");
  await storePriceCluster(database);
});
beforeEach(() => database.primary.query("truncate price_list"));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await source.stop();
  await database.drop();
});

interface Told {
  readonly code: number;
  readonly said: string;
}

async function update(options: UpdateOptions, proxyEnv: Record<string, string> = {}): Promise<Told> {
  const lines: string[] = [];
  const note = (line: string): number => lines.push(line);
  const asking = { proxyEnv, signal: NEVER, keyFile: path.join(folder, "key"), firstWaitMs: 1 };
  const code = await updatePrices(
    { url: source.url, ...options },
    { database, print: note, complain: note, asking },
  );
  return { code, said: lines.join("\n") };
}

const versions = () => versionsInUse(database);

test("AWS is asked for the regions in use, and of its offer only prices on demand are taken", async () => {
  source.answerBy(aws((response) => response.end(OFFER)));
  const { code, said } = await update({ from: "aws" });
  expect(said).toContain("m6i.xlarge in eu-west-1: 0.214 becomes 0.21409 USD an hour (+0.0 %)");
  expect(said).toContain("0 prices new, 1 changed, 0 gone");
  expect(code).toBe(0);
  expect(await versions()).toEqual([1, null, null]);
  expect(source.asked).toHaveLength(2);

  expect(await update({ from: "aws" })).toMatchObject({
    code: 0,
    said: expect.stringContaining("Nothing new: aws 2"),
  });
  expect(await versions()).toEqual([1, null, null]);
});

test("an offer may come packed", async () => {
  source.answerBy(
    aws((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(OFFER))),
  );
  expect(await update({ from: "aws" })).toMatchObject({ code: 0 });
  expect(await versions()).toEqual([1, null, null]);
});

test("Azure is asked page by page, and only for Linux on demand, at the newest price that holds", async () => {
  const pages = [
    [
      retailItem("Standard_D4s_v5", 0.414, { productName: "Virtual Machines Dsv5 Series Windows" }),
      retailItem("Standard_D4s_v5", 0.414, { productName: "Dsv5 Series Cloud Services" }),
      retailItem("Standard_D4s_v5", 0.07, { skuName: "D4s v5 Spot", meterName: "D4s v5 Spot" }),
      retailItem("Standard_D4s_v5", 0.08, { meterName: "D4s v5 Low Priority" }),
      retailItem("Standard_D4s_v5", 0.3, { type: "DevTestConsumption" }),
      retailItem("Standard_D4s_v5", 0.23),
    ],
    [
      retailItem("Standard_D4s_v5", 0.2301, { effectiveStartDate: "2026-10-01T00:00:00Z" }),
      retailItem("Standard_D4s_v5", 0.5, { effectiveStartDate: "2099-01-01T00:00:00Z" }),
      retailItem("Standard_D8s_v5", 0.46),
    ],
  ];
  source.answerBy(({ url = "" }, response) => {
    const { searchParams } = new URL(url, source.url);
    const isSecond = searchParams.get("$skip") === "1000";
    // As Azure does, with its own address: the next page is asked for where the first one was.
    const NextPageLink = isSecond
      ? null
      : `https://prices.azure.com:443/api/retail/prices?$filter=x&$skip=1000`;
    json(response, { BillingCurrency: "USD", Items: pages[isSecond ? 1 : 0], NextPageLink, Count: 6 });
  });
  const { code, said } = await update({ from: "azure", dryRun: true });
  expect(said).toContain("Standard_D4s_v5 in westeurope: 0.23 becomes 0.2301 USD an hour");
  expect(code).toBe(0);
  expect(source.asked).toEqual([
    expect.stringContaining("armRegionName+eq+%27westeurope%27"),
    expect.stringContaining("%24skip=1000"),
  ]);
});

test("Google is asked with its key, page by page, and prices are made of cores, memory and GPUs", async () => {
  const first = [
    sku("N2 Instance Core running in Belgium", 34_780_000),
    sku("N2 Custom Instance Core running in Belgium", 36_519_000),
    sku("N2 Sole Tenancy Instance Core running in Belgium", 99_000_000),
    sku("Spot Preemptible N2 Instance Core running in Belgium", 8_000_000, { usageType: "Preemptible" }),
  ];
  const second = [sku("N2 Instance Ram running in Belgium", 4_662_000, { unit: "GiBy.h" })];
  const keys = new Set<unknown>();
  source.answerBy(({ url = "", headers }, response) => {
    keys.add(headers["x-goog-api-key"]);
    const isSecond = url.includes("pageToken=next");
    json(response, isSecond ? { skus: second, nextPageToken: "" } : { skus: first, nextPageToken: "next" });
  });
  const { said } = await update({ from: "gcp" });
  expect(said).toContain("n2-standard-4 in europe-west1: ");
  expect(said).toContain("becomes 0.213712 USD an hour");
  expect([...keys]).toEqual(["AIza-made-up-key"]);
  expect(await versions()).toEqual([null, null, 1]);
});

test("a proxy is asked where one is set, and is not where it must not be", async () => {
  source.answerBy(aws((response) => response.end(OFFER)));
  const elsewhere = { from: "aws", url: "http://prices.invalid/mirror", allowHttp: true } as const;
  const through = await update(elsewhere, { HTTP_PROXY: source.url });
  expect(source.asked[0]).toBe(
    "http://prices.invalid/mirror/offers/v1.0/aws/AmazonEC2/current/region_index.json",
  );
  expect(through).toMatchObject({ code: 0 });
  const past = await update(elsewhere, { HTTP_PROXY: source.url, NO_PROXY: "prices.invalid" });
  expect(past).toMatchObject({ code: 69, said: expect.stringContaining("ENOTFOUND") });
});
