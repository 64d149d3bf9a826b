import { expect, test } from "vitest";
import { volumePrice } from "../../../../server/src/domain/prices/asset-prices.ts";
import { nodePlace } from "../../../../server/src/domain/prices/list/node-place.ts";
import { priceShelf } from "../../../../server/src/price-list/price-shelf.ts";
import { bookOf } from "../../../../server/src/domain/prices/book-rules.ts";
import type { PriceBookFile } from "../../../../server/src/domain/prices/price-book-file.ts";

const LOCAL = {
  name: "local-pv-1",
  providerId: "local#/mnt/a",
  storageClass: "local-storage",
  reported: 0.0002,
};
const SHARE = { name: "share-1", providerId: "nfs#filer:/a", storageClass: "", reported: null };
const DISK = { name: "pvc-1", providerId: "vol-1", storageClass: "gp3", reported: null };

function ruleFor(volume: typeof LOCAL | typeof SHARE, prices: PriceBookFile["prices"] = []): string {
  const { pico, rule } = volumePrice(volume, 0, bookOf({ name: "acme", prices }));
  return `${Number(pico) / 1e12} ${rule}`;
}

test("a volume on a disk of its node costs nothing beside it, whatever an exporter says", () => {
  expect(ruleFor(LOCAL)).toBe("0 in the price of its node");
  expect(ruleFor(LOCAL, [{ kind: "volume", perGibHour: 0.0001 }])).toBe("0 in the price of its node");
});

test("a book can price volumes on disks of nodes by naming them", () => {
  const byClass = { kind: "volume", storageClass: "local-storage", perGibHour: 0.0001 } as const;
  const byDriver = { kind: "volume", driver: "local", perGibHour: 0.0001 } as const;

  expect(ruleFor(LOCAL, [byClass])).toBe("0.0001 storage class local-storage");
  expect(ruleFor(LOCAL, [byDriver])).toBe("0.0001 driver local");
});

test("a book can price volumes by their driver, after provider id and class", () => {
  const rules = [
    { kind: "volume", perGibHour: 0.0004 },
    { kind: "volume", driver: "nfs", perGibHour: 0.0003 },
  ] as const;

  expect(ruleFor(SHARE, [...rules])).toBe("0.0003 driver nfs");
  expect(ruleFor({ ...DISK }, [...rules])).toBe("0.0004 every volume");
  expect(ruleFor(SHARE, [...rules, { kind: "volume", providerId: "filer:/a", perGibHour: 0.0002 }])).toBe(
    "0.0002 provider id filer:/a",
  );
});

const ON_AWS = { providerId: "", instanceType: "m5.large", region: "eu-west-1", labels: {} };
const ON_GCP = { ...ON_AWS, instanceType: "e2-standard-4", region: "europe-west4" };
const LISTS = await priceShelf()([ON_AWS, ON_GCP]);

test.each([
  ["gp3 on AWS", DISK, ON_AWS, "0.088/730 list 2021-07-14, gp3 in eu-west-1"],
  ["gp2 on AWS", { ...DISK, storageClass: "gp2" }, ON_AWS, "0.11/730 list 2021-07-14, gp2 in eu-west-1"],
  [
    "a class of one's own that is named like gp3",
    { ...DISK, storageClass: "ebs-gp3-encrypted" },
    ON_AWS,
    "0.088/730 list 2021-07-14, gp3 in eu-west-1",
  ],
  [
    "Google's usual class",
    { ...DISK, storageClass: "standard" },
    ON_GCP,
    "0.044/730 list 2025-03-02, pd-standard in europe-west4",
  ],
])("a volume of %s without a price costs its list price", (_class, volume, node, found) => {
  const book = { ...bookOf({ name: "acme" }), lists: LISTS };
  const { pico, source, rule } = volumePrice({ ...volume, place: nodePlace(node) }, 0, book);
  expect(source).toBe("list");
  expect(`${Number(((Number(pico) * 730) / 1e12).toFixed(6))}/730 ${rule}`).toBe(found);
});

test.each([
  ["one that the exporter prices", { ...DISK, reported: 0.0001 }, "exporter"],
  ["one of a class that no cloud has", { ...DISK, storageClass: "fast" }, "default"],
  ["one of another cloud's class", { ...DISK, storageClass: "premium-rwo" }, "default"],
  ["a share of a file server", { ...SHARE, storageClass: "gp3" }, "default"],
])("the list does not price %s", (_which, volume, source) => {
  const book = { ...bookOf({ name: "acme" }), lists: LISTS };
  expect(volumePrice({ ...volume, place: nodePlace(ON_AWS) }, 0, book).source).toBe(source);
});

test("a default of one's own goes before the list", () => {
  const own = {
    ...bookOf({ name: "acme", defaults: { perVolumeGibHour: 0.001 } }),
    lists: LISTS,
  };
  expect(volumePrice({ ...DISK, place: nodePlace(ON_AWS) }, 0, own)).toMatchObject({
    source: "default",
    pico: 1_000_000_000n,
  });
});

test("a volume of which nobody knows where it is has no list price", () => {
  expect(volumePrice({ ...DISK, place: null }, 0, { ...bookOf({ name: "acme" }), lists: LISTS }).source).toBe(
    "default",
  );
});
