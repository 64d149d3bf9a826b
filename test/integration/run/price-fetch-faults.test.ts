import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type UpdateOptions, updatePrices } from "../../../server/src/run/commands/prices-update.ts";
import { storePriceCluster, versionsInUse } from "../../support/price-cluster.ts";
import {
  aws,
  json,
  OFFER,
  OFFER_HEAD,
  offerRow,
  type PriceAnswerer,
  type PriceSource,
  retailItem,
  startPriceSource,
} from "../../support/price-source.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;
let source: PriceSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await startPriceSource();
  await storePriceCluster(database);
});
beforeEach(() => database.primary.query("truncate price_list"));
afterAll(async () => {
  await source.stop();
  await database.drop();
});

async function update(
  options: UpdateOptions,
  signal = new AbortController().signal,
): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const note = (line: string): number => lines.push(line);
  const asking = { proxyEnv: {}, signal, firstWaitMs: 1 };
  const code = await updatePrices(
    { url: source.url, ...options },
    { database, print: note, complain: note, asking },
  );
  return { code, said: lines.join("\n") };
}

const BROKEN_OFFER = OFFER.slice(0, OFFER.length - 60);

/** Sends a part of what was promised, and goes away. */
function cut(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-length": text.length * 2 });
  response.write(text, () => response.destroy());
}

/** Answers in turn, and then as the last of them does. */
function inTurn(
  ...answers: readonly ((response: ServerResponse) => void)[]
): (response: ServerResponse) => void {
  let turn = 0;
  return (response) => {
    (answers[turn] ?? answers.at(-1))?.(response);
    turn = Math.min(turn + 1, answers.length - 1);
  };
}

const whole = (response: ServerResponse): void => void response.end(OFFER);

test.each<[string, (response: ServerResponse) => void]>([
  ["429 with Retry-After", (response) => void response.writeHead(429, { "retry-after": "1" }).end()],
  ["500", (response) => void response.writeHead(500).end("down")],
  ["a connection that breaks in the middle", (response) => cut(response, BROKEN_OFFER)],
  ["a connection that breaks before anything came", (response) => void response.destroy()],
])("what passes is asked again: %s", async (_what, fault) => {
  source.answerBy(aws(inTurn(fault, whole)));
  expect(await update({ from: "aws" })).toMatchObject({ code: 0 });
  expect(source.asked).toHaveLength(3);
  expect(await versionsInUse(database)).toEqual([1, null, null]);
});

/** Writes for as long as somebody reads. */
function endless(response: ServerResponse, text: string): void {
  const more = (): void => {
    while (!response.destroyed && response.write(text)) continue;
  };
  response.on("drain", more);
  more();
}

const azurePage = (items: readonly unknown[], NextPageLink: string | null = null) => ({
  Items: items,
  NextPageLink,
});
let page = 0;

const FAULTS: [string, UpdateOptions, PriceAnswerer, RegExp][] = [
  [
    "500 for good",
    { from: "aws" },
    aws((response) => response.writeHead(500).end()),
    /offer of Amazon EC2 in eu-west-1: it answered 500/,
  ],
  [
    "403",
    { from: "azure" },
    (_, response) => response.writeHead(403).end(),
    /it answered 403: check the key/,
  ],
  [
    "429 for an hour",
    { from: "azure" },
    (_, response) => response.writeHead(429, { "retry-after": "3600" }).end(),
    /answered 429/,
  ],
  [
    "a redirect",
    { from: "azure" },
    (_, response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
    /redirect, which is not followed/,
  ],
  [
    "cut in the middle for good",
    { from: "aws" },
    aws((response) => cut(response, BROKEN_OFFER)),
    /failed or broke off/,
  ],
  [
    "a hundred times too large, JSON",
    { from: "azure" },
    (_, response) => endless(response, '{"Items":['.padEnd(65_536)),
    /longer than 16000000 bytes/,
  ],
  [
    "a hundred times too large, a line of CSV",
    { from: "aws" },
    aws((response) => endless(response, '"'.padEnd(65_536, "x"))),
    /no CSV file|Max Record Size/,
  ],
  [
    "a web page",
    { from: "azure" },
    (_, response) => response.end("<html>please log in"),
    /no JSON, it begins with "<html>/,
  ],
  [
    "other JSON",
    { from: "azure" },
    (_, response) => json(response, { items: [] }),
    /not what was wanted: Items/,
  ],
  [
    "an offer without its columns",
    { from: "aws" },
    aws((response) => response.end("a,b\n".repeat(9))),
    /does not name the columns termtype/,
  ],
  ["an empty offer", { from: "aws" }, aws((response) => response.end()), /the offer is empty/],
  [
    "an offer without the types",
    { from: "aws" },
    aws((response) => response.end(OFFER_HEAD.join("\n"))),
    /gave no price of m6i.xlarge in eu-west-1/,
  ],
  [
    "two prices of one thing",
    { from: "aws" },
    aws((response) => response.end(`${OFFER}\n${offerRow("eu-west-1", "m6i.xlarge", "0.3")}`)),
    /two prices of m6i.xlarge/,
  ],
  [
    "a price of nothing",
    { from: "azure" },
    (_, response) => json(response, azurePage([retailItem("Standard_D4s_v5", 0)])),
    /"0" is no price/,
  ],
  [
    "two prices of a machine",
    { from: "azure" },
    (_, response) =>
      json(response, azurePage([retailItem("Standard_D4s_v5", 0.2), retailItem("Standard_D4s_v5", 0.3)])),
    /two prices of Standard_D4s_v5/,
  ],
  [
    "pages that lead in a circle",
    { from: "azure" },
    (_, response) => json(response, azurePage([], "https://x/?page=1")),
    /leads back to an earlier one/,
  ],
  [
    "pages without end",
    { from: "azure" },
    (_, response) => json(response, azurePage([], `https://x/?page=${++page}`)),
    /more than 200 pages/,
  ],
  [
    "an index that leads elsewhere",
    { from: "aws" },
    (_, response) =>
      json(response, { regions: { "eu-west-1": { currentVersionUrl: "http://169.254.169.254/" } } }),
    /not what was wanted/,
  ],
  ["no address", { from: "aws", url: "prices" }, aws(whole), /is no address/],
  ["plain http to another machine", { from: "aws", url: "http://prices.invalid" }, aws(whole), /plain http/],
  ["Google without a key", { from: "gcp" }, aws(whole), /GCP_PRICES_KEY_FILE/],
];

test.each(FAULTS)("nothing changes where there is %s", async (_what, options, answer, said) => {
  source.answerBy(answer);
  const told = await update(options);
  expect(told.said).toMatch(said);
  expect(told.said).not.toMatch(/is in use as version/);
  expect(told.code).toBe(69);
  expect(await versionsInUse(database)).toEqual([null, null, null]);
});

test("the operator can stop it", async () => {
  const stopping = new AbortController();
  source.answerBy(
    aws((response) => {
      response.write(OFFER_HEAD.join("\n"));
      stopping.abort();
    }),
  );
  const told = await update({ from: "aws" }, stopping.signal);
  expect(told).toEqual({ code: 130, said: "Stopped: nothing was changed." });
  expect(await versionsInUse(database)).toEqual([null, null, null]);
});

test("large moves want a word here too, and wrong sizes are refused", async () => {
  source.answerBy((_, response) => json(response, azurePage([retailItem("Standard_D4s_v5", 0.414)])));
  const windows = await update({ from: "azure" });
  expect(windows.said).toMatch(/linear: azure westeurope Standard_D4s_v5: 0.414 is \+?80.0 % off/);
  expect(windows.code).toBe(1);
  expect(await versionsInUse(database)).toEqual([null, null, null]);
});
