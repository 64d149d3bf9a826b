import { expect, test } from "vitest";
import { licenceFaults } from "../../../scripts/supply-chain/licence-faults.ts";
import { type LockEntry, LockSchema } from "../../../scripts/supply-chain/lock-file.ts";

function faultsOf(entry: LockEntry, installed?: string): string[] {
  const lock = LockSchema.parse({ lockfileVersion: 3, packages: { "node_modules/thing": entry } });
  return licenceFaults(lock, () => installed);
}

test.each([
  { license: "MIT" },
  { license: "MIT OR GPL-3.0" },
  { license: "(MIT AND Apache-2.0)" },
  { license: "Unlicense" },
  { license: "MPL-2.0", dev: true },
])("$license may come in ($dev)", (entry) => {
  expect(faultsOf({ version: "1.0.0", ...entry })).toEqual([]);
});

test.each([
  { license: "GPL-3.0" },
  { license: "MPL-2.0" },
  { license: "MIT AND GPL-3.0" },
  { license: "UNLICENSED" },
  { license: "SEE LICENSE IN LICENSE.md", dev: true },
])("$license may not come in", (entry) => {
  expect(faultsOf({ version: "1.0.0", ...entry })).toEqual([expect.stringContaining("not on the list")]);
});

test("a package that says nothing in the lock file is asked itself, and none at all is a fault", () => {
  expect(faultsOf({ version: "1.0.0" }, "ISC")).toEqual([]);
  expect(faultsOf({ version: "1.0.0" }, "AGPL-3.0")).toHaveLength(1);
  expect(faultsOf({ version: "1.0.0" })).toEqual([expect.stringContaining("says no licence")]);
});
