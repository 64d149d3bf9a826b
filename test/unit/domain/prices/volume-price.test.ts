import { expect, test } from "vitest";
import { volumePrice } from "../../../../server/src/domain/prices/asset-prices.ts";
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
