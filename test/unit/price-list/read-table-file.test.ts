import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LISTED_CLOUDS } from "../../../server/src/domain/prices/list/machine-type.ts";
import { LIST_FOLDER, linesInUse } from "../../../server/src/price-list/lists-in-use.ts";
import { readCloudPrices } from "../../../server/src/price-list/read-cloud-prices.ts";
import { documentText, rowsOf } from "../../../server/src/price-list/update/list-document.ts";
import { documentOf, linesOf, readTableFile } from "../../../server/src/price-list/update/read-table-file.ts";

const REPAIRS = path.join(LIST_FOLDER, "repairs.json");
const AWS = brotliDecompressSync(readFileSync(path.join(LIST_FOLDER, "aws.br"))).toString();
// As small as can be, which is brotli's own choice, takes a second each.
const PACKED = brotliCompressSync(AWS, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
const HEAD = "cloud\tregion\tinstance_type\tusd_per_hour\tvcpu\tmemory_gib\tgpus\tdate\tsource";
const ROW = "aws\tus-east-1\tm5.large\t0.096\t2\t8\t0\t2026-11-28\tby hand";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "tables-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string | Buffer): string {
  const file = path.join(folder, "table");
  writeFileSync(file, content);
  return file;
}

test.each([
  ["plain", AWS],
  ["with gzip", gzipSync(AWS)],
  ["with brotli", PACKED],
])("a list is read %s", async (_how, content) => {
  const [document] = await readTableFile(fileOf(content), REPAIRS);
  expect(document).toMatchObject({ cloud: "aws", date: "2026-07-20" });
});

test.each(LISTED_CLOUDS)(
  "the list of %s is the same when it is read and written, with all its lines",
  async (cloud) => {
    const document = await documentOf(linesInUse({ cloud, version: null }, {}));
    const text = documentText(document);
    expect(documentText(await documentOf(linesOf(text)))).toBe(text);
    const { regions } = await readCloudPrices(cloud, { wanted: () => true });
    const prices = [...regions.values()].flatMap(({ region, types }) =>
      [...types].map(([type, { pico, origin }]) => `${region} ${type} ${pico} ${origin.date} ${origin.text}`),
    );
    const rows = rowsOf(document).map(
      ({ region, type, pico, date, origin }) => `${region} ${type.toLowerCase()} ${pico} ${date} ${origin}`,
    );
    expect(new Set(rows)).toEqual(new Set(prices));
    const lines = (word: string): number =>
      text.split("\n").filter((line) => line.startsWith(`${word} `)).length;
    const volumes = [...regions.values()].flatMap((region) => [...region.volumes]).length;
    const hosts = [...regions.values()].flatMap((region) => [...region.hosts]).length;
    expect([lines("volume"), lines("host")]).toEqual([volumes, hosts]);
  },
);

test("lines that only a newer version knows are kept", async () => {
  const text = AWS.replace(/^(volume gp3 .*)$/m, "$1\nbalancer network 0.0225\nfee eks 0.1b");
  const [document] = await readTableFile(fileOf(text), REPAIRS);
  const written = document ? documentText(document) : "";
  expect(written).toMatch(/^balancer network 0\.0225[a-z]?$/m);
  expect(written).toMatch(/^fee eks 0\.1[a-z]?$/m);
});

test("prices have an origin each, however many there are", async () => {
  const rows = Array.from({ length: 60 }, (_, index) =>
    ROW.replace("m5.large", `m5.${index}xlarge`).replace("by hand", `origin ${index}`),
  );
  const [document] = await readTableFile(fileOf([HEAD, ...rows].join("\n")), REPAIRS);
  const written = document ? documentText(document) : "";
  const again = rowsOf(await documentOf(linesOf(written)));
  expect(new Set(again.map(({ origin }) => origin)).size).toBe(60);
});

/** Few rows make a large file: to read two million of them takes longer than all other tests of it. */
const LONG_ROW = `${ROW}${" again".repeat(500)}\n`;

const FAULTS: [string, string | Buffer, RegExp][] = [
  ["empty", "", /it is empty/],
  ["no table", "<!doctype html><title>403</title>", /it is text, but no prices/],
  ["another text", "root:x:0:0:root:/root:/bin/sh\n", /it is text, but no prices/],
  ["a table with a byte order mark", `\uFEFF${HEAD}\n${ROW}`, /without a byte order mark/],
  ["neither text nor packed", Buffer.alloc(64, 0xff), /it is no text, and neither gzip nor brotli/],
  ["another table", "cloud\tregime\n", /wanted the names of columns/],
  [
    "a price of nothing",
    `${HEAD}\n${ROW.replace("0.096", "0")}`,
    /line 2: aws us-east-1 m5.large: "0" is no price/,
  ],
  [
    "a number as a spreadsheet writes it",
    `${HEAD}\n${ROW.replace("0.096", "9.6E-2")}`,
    /"9.6E-2" is no price/,
  ],
  [
    "two prices of one type in one region",
    `${HEAD}\n${ROW}\n${ROW.replace("0.096", "0.097")}`,
    /line 3: aws us-east-1 m5.large: an earlier line has another price than "0.097"/,
  ],
  [
    "a day that the calendar lacks",
    `${HEAD}\n${ROW.replace(/\d{4}-\d\d-\d\d/, "2026-02-31")}`,
    /"2026-02-31" is no day/,
  ],
  ["a day far ahead", `${HEAD}\n${ROW.replace(/\d{4}-\d\d-\d\d/, "2999-01-01")}`, /"2999-01-01" is no day/],
  ["a list of a day far ahead", AWS.replace(/^date .*$/m, "date 2999-01-01"), /"2999-01-01" is no day/],
  ["an unknown cloud", `${HEAD}\n${ROW.replace("aws", "cloud9")}`, /unknown cloud "cloud9"/],
  [
    "no base region",
    `${HEAD}\n${ROW.replace("us-east-1", "eu-west-1")}`,
    /no prices of the base region us-east-1/,
  ],
  [
    "a list that is cut",
    AWS.slice(0, AWS.length / 2),
    /expected \d+ prices of a region|found the end of the text/,
  ],
  ["a packed list that is cut", PACKED.subarray(0, 20_000), /neither gzip nor brotli/],
  ["a list with a price of nothing", AWS.replace(/^(prices .*?) (\d[\d.]*)/m, "$1 0"), /"0" is no price/],
  ["a region twice", AWS.replace("region af-south-1", "region us-east-1"), /us-east-1 stands there twice/],
  ["far too large", gzipSync(`${HEAD}\n${LONG_ROW.repeat(40_000)}`), /longer than 100000000 bytes/],
  ["one endless line", gzipSync(`${HEAD}\n${"x".repeat(5_000_000)}`), /a line longer than/],
];

test.each(FAULTS)("a file is refused: %s", async (_what, content, fault) => {
  const reading = readTableFile(fileOf(content), REPAIRS);
  await expect(reading).rejects.toThrow(/cannot be used; nothing was changed/);
  await expect(reading).rejects.toThrow(fault);
});

test("a file that is not there is refused", async () => {
  await expect(readTableFile(path.join(folder, "none"), REPAIRS)).rejects.toThrow(/ENOENT/);
});
