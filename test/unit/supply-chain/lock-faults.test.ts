import { expect, test } from "vitest";
import { lockFaults } from "../../../scripts/supply-chain/lock-faults.ts";
import { type LockEntry, type LockFile, LockSchema } from "../../../scripts/supply-chain/lock-file.ts";

const INTEGRITY = `sha512-${"A".repeat(86)}==`;
const SOUND: LockEntry = { version: "1.2.3", integrity: INTEGRITY, license: "MIT" };

function lockWith(entry: LockEntry, more: Record<string, LockEntry> = {}): LockFile {
  return LockSchema.parse({ lockfileVersion: 3, packages: { "": {}, "node_modules/thing": entry, ...more } });
}

test("a pinned package with its integrity is as wanted", () => {
  expect(lockFaults(lockWith(SOUND), [])).toEqual([]);
});

test.each([
  { change: { version: "^1.2.3" }, fault: "found the version ^1.2.3" },
  { change: { version: "github:a/b" }, fault: "found the version github:a/b" },
  { change: { integrity: undefined }, fault: "has no integrity" },
  { change: { integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" }, fault: "is no SHA-512" },
  { change: { resolved: "https://packages.example/thing.tgz" }, fault: "names where it comes from" },
  { change: { hasInstallScript: true }, fault: "has an install script" },
])("$change is found", ({ change, fault }) => {
  const faults = lockFaults(lockWith({ ...SOUND, ...change }), []);

  expect(faults).toEqual([expect.stringContaining(fault)]);
});

test("a build for another platform may lack its integrity where a pinned package names it", () => {
  const build = { version: "1.2.3", optional: true, os: ["win32"], cpu: ["x64"] };
  const owner = { ...SOUND, optionalDependencies: { thing: "1.2.3" } };

  expect(lockFaults(lockWith(build, { "node_modules/owner": owner }), [])).toEqual([]);
  expect(lockFaults(lockWith(build), [])).toEqual([expect.stringContaining("has no integrity")]);
});

test("only workspaces are linked", () => {
  const link = { link: true, resolved: "../elsewhere" };

  expect(lockFaults(lockWith(SOUND, { "node_modules/@kubecent/sdk": link }), [])).toHaveLength(1);
  expect(
    lockFaults(lockWith(SOUND, { "node_modules/@kubecent/sdk": { ...link, resolved: "sdk" }, sdk: {} }), []),
  ).toEqual([]);
});

test("a manifest asks for exact versions, and names no script that is not there", () => {
  const manifest = { name: "ours", dependencies: { thing: "~1.2.3" }, allowScripts: { gone: true } };

  expect(lockFaults(lockWith(SOUND), [manifest])).toEqual([
    expect.stringContaining("gone: stands in allowScripts"),
    expect.stringContaining("thing is asked for as ~1.2.3"),
  ]);
});
