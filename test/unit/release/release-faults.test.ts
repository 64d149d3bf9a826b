import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { migrationFaults, type MigrationFacts } from "../../../scripts/release/migration-faults.ts";
import {
  imageFaults,
  isSource,
  leftoverFaults,
  lockHostFaults,
} from "../../../scripts/release/source-faults.ts";
import { placeFaults, VERSIONED_FILES, withVersion } from "../../../scripts/release/version-places.ts";
import { VERSION } from "../../../server/src/run/start/version.ts";

const DIGEST = `sha256:${"ab".repeat(32)}`;

function migration(name: string, text: string, more: Partial<MigrationFacts> = {}): MigrationFacts {
  return { name, text, landed: text, isReleased: false, ...more };
}

function foundIn(
  migrations: readonly MigrationFacts[],
  notes = "- One.",
  last: string | undefined = "0.1.0",
): string[] {
  return migrationFaults({ migrations, last, notes }).map(({ found }) => found);
}

const EXPAND = migration("000001_a.sql", "-- expand\nselect 1;", { isReleased: true });

test("a migration that landed is not changed, nor taken away", () => {
  const changed = migration("000002_b.sql", "-- expand\nselect 2;", { landed: "-- expand\nselect 1;" });
  const gone = { ...EXPAND, text: undefined };

  expect(foundIn([changed, gone])).toEqual([
    "migrations/000002_b.sql is not what it was when it landed",
    "migrations/000001_a.sql is gone",
  ]);
});

test("what contracts names what expanded, in an earlier release, and the changelog the version before", () => {
  const told = "- First run 0.1.0 everywhere.";
  const after = (number: string): MigrationFacts =>
    migration("000003_c.sql", `-- contract\n-- after ${number}\n`);
  const alike = migration("000002_b.sql", "-- expand\n");

  expect(foundIn([EXPAND, after("000001")], told)).toEqual([]);
  expect(foundIn([EXPAND, alike, after("000002")], told)).toEqual([
    expect.stringContaining("000003_c.sql contracts"),
  ]);
  expect(foundIn([EXPAND, migration("000003_c.sql", "-- contract\n")], told)).toHaveLength(1);
  expect(foundIn([EXPAND, after("000001")])).toEqual([
    expect.stringContaining("CHANGELOG.md names no version"),
  ]);
});

test("before the first release nobody runs an older version", () => {
  expect(
    migrationFaults({ migrations: [migration("000001_a.sql", "-- contract\n")], last: undefined, notes: "" }),
  ).toEqual([]);
});

const MARKS = ["TO-DO", "FIX-ME", "test-.only", "describe-.only"].map((mark) => mark.replace("-", ""));

test.each(MARKS)("%j is left over", (text) => {
  expect(leftoverFaults("a.ts", `\n${text}\n`)).toEqual([
    expect.objectContaining({ found: expect.stringContaining("in a.ts:2") }),
  ]);
});

test("sources are ours, and not what is kept of others", () => {
  expect(["server/src/main.ts", "migrations/1.sql", "Dockerfile", "vitest.config.ts"].every(isSource)).toBe(
    true,
  );
  expect(["docs/api.md", "test/golden/slice/a.ts", "CHANGELOG.md"].some(isSource)).toBe(false);
});

test("hosts in the lock file are named", () => {
  expect(lockHostFaults('"resolved": "shared"')).toEqual([]);
  expect(lockHostFaults('"resolved": "https://packages.example/a.tgz"')[0]?.found).toContain(
    "packages.example",
  );
});

test.each([
  ["node:26.10.0-trixie-slim", "", 1],
  [`node:26.10.0-trixie-slim@sha256:${"0".repeat(64)}`, "", 1],
  ["node:26.10.0-trixie-slim@sha256:…", "", 1],
  [`node:26.10.0-trixie-slim@${DIGEST}`, '""', 0],
  [`node:26.10.0-trixie-slim@${DIGEST}`, DIGEST, 0],
  [`node:26.10.0-trixie-slim@${DIGEST}`, '"sha256:…"', 1],
])("of the base %s and the chart's digest %s faults are %i", (base, digest, faults) => {
  expect(imageFaults(`ARG NODE_IMAGE=${base}\n`, `image:\n  digest: ${digest}\n`)).toHaveLength(faults);
});

test("all places of this repository name one version, and can be given another", () => {
  const texts = new Map(VERSIONED_FILES.map((file) => [file, readFileSync(file, "utf8")]));
  const written = new Map([...texts].map(([file, text]) => [file, withVersion(file, text, "9.8.7-rc.1")]));
  const back = new Map([...written].map(([file, text]) => [file, withVersion(file, text, VERSION)]));

  expect(placeFaults(texts, VERSION)).toEqual([]);
  expect(placeFaults(written, "9.8.7-rc.1")).toEqual([]);
  expect(placeFaults(written, VERSION)).toHaveLength(VERSIONED_FILES.length);
  expect(back).toEqual(texts);
});
