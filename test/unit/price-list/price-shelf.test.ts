import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { priceShelf } from "../../../server/src/price-list/price-shelf.ts";

function node(
  instanceType: string,
  region: string,
): { providerId: string; instanceType: string; region: string; labels: Record<string, string> } {
  return { providerId: "", instanceType, region, labels: {} };
}

test("no list is read where no node lies on a cloud that has one", async () => {
  const listsFor = priceShelf({ folder: "/no/such/folder" });
  expect(await listsFor([node("k3s", "home")])).toEqual([]);
  expect(await listsFor([])).toEqual([]);
});

test("lists hold the regions that were asked for so far, and the base region", async () => {
  const listsFor = priceShelf();
  const [first] = await listsFor([node("m5.large", "eu-west-1")]);
  expect([...(first?.regions.keys() ?? [])].toSorted()).toEqual(["eu-west-1", "us-east-1"]);
  const [again] = await listsFor([node("m5.large", "eu-west-1"), node("m5.large", "eu-west-1")]);
  expect(again, "read once").toBe(first);
  const both = await listsFor([node("m5.large", "eu-north-1"), node("e2-standard-4", "europe-west1")]);
  expect(both.map(({ cloud, regions }) => [cloud, [...regions.keys()].toSorted()])).toEqual([
    ["aws", ["eu-north-1", "eu-west-1", "us-east-1"]],
    ["gcp", ["europe-west1", "us-central1"]],
  ]);
});

test("a list that cannot be read is an error, and is tried again", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "lists-"));
  const listsFor = priceShelf({ folder });
  await expect(listsFor([node("m5.large", "eu-west-1")])).rejects.toThrow("ENOENT");
  await writeFile(path.join(folder, "aws.br"), "no brotli");
  await expect(listsFor([node("m5.large", "eu-west-1")])).rejects.toThrow(/decod|unexpected|failed/i);
});
