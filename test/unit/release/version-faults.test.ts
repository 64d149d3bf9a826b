import * as fc from "fast-check";
import semver from "semver";
import { expect, test } from "vitest";
import { releasedVersions, versionFaults } from "../../../scripts/release/version-faults.ts";

function faultsOf(
  version: string,
  tags: readonly string[],
  { isBreaking = false, current = "0.1.0" } = {},
): string[] {
  return versionFaults({ version, tags, current, isBreaking }).map(({ found }) => found);
}

test.each(["0.2", "v0.2.0", "0.2.0+build", "01.2.0", "0.2.0-01", "next", ""])(
  "%j is no version",
  (version) => {
    expect(faultsOf(version, [])).toEqual([`the version ${JSON.stringify(version)}`]);
  },
);

test.each([
  { version: "0.1.0", tags: [] },
  { version: "0.1.0-rc.1", tags: [] },
  { version: "0.2.0", tags: [] },
  { version: "0.1.1", tags: ["v0.1.0"] },
  { version: "0.2.0", tags: ["v0.1.0"] },
  { version: "1.0.0", tags: ["v0.1.0"] },
  { version: "0.2.0-rc.1", tags: ["v0.1.0"] },
  { version: "0.2.0-rc.10", tags: ["v0.2.0-rc.9", "v0.1.0"] },
  { version: "0.2.0", tags: ["v0.1.0", "v0.2.0-rc.1"] },
  { version: "0.1.1", tags: ["v0.1.0", "nightly", "v0.9", "0.9.0"] },
  { version: "0.1.0", tags: ["v0.1.0-rc.1"] },
])("$version may follow $tags", ({ version, tags }) => {
  expect(faultsOf(version, tags, { current: tags.length === 0 ? "0.1.0-rc.1" : "0.1.0" })).toEqual([]);
});

test.each([
  { version: "0.1.0", tags: ["v0.1.0"], found: "the tag v0.1.0" },
  { version: "0.0.9", tags: ["v0.1.0"], found: "the version 0.0.9 after 0.1.0" },
  { version: "0.1.0-rc.1", tags: ["v0.1.0"], found: "the version 0.1.0-rc.1 after 0.1.0" },
  { version: "0.20.0", tags: ["v0.1.0"], found: "the version 0.20.0 after 0.1.0" },
  { version: "0.1.3", tags: ["v0.1.0"], found: "the version 0.1.3 after 0.1.0" },
  {
    version: "0.2.0-rc.9",
    tags: ["v0.1.0", "v0.2.0-rc.10"],
    found: "the version 0.2.0-rc.9 after 0.2.0-rc.10",
  },
  { version: "0.0.9", tags: [], found: "the version 0.0.9, and 0.1.0 in package.json" },
])("$version may not follow $tags", ({ version, tags, found }) => {
  expect(faultsOf(version, tags)).toEqual([found]);
});

test.each([
  { last: "0.1.0", version: "0.1.1", isGood: false },
  { last: "0.1.0", version: "0.2.0", isGood: true },
  { last: "0.1.0", version: "1.0.0", isGood: true },
  { last: "1.1.0", version: "1.1.1", isGood: false },
  { last: "1.1.0", version: "1.2.0", isGood: false },
  { last: "1.1.0", version: "2.0.0", isGood: true },
  { last: "1.1.0", version: "2.0.0-rc.1", isGood: true },
])("$version after $last, with something that breaks: $isGood", ({ last, version, isGood }) => {
  expect(faultsOf(version, [`v${last}`], { isBreaking: true })).toHaveLength(isGood ? 0 : 1);
});

const number = fc.integer({ min: 0, max: 12 });
const versions = fc
  .tuple(number, number, number, fc.option(fc.integer({ min: 0, max: 12 })))
  .map(
    ([major, minor, patch, candidate]) =>
      `${major}.${minor}.${patch}${candidate === null ? "" : `-rc.${candidate}`}`,
  );

const released = fc.uniqueArray(versions, { minLength: 1, maxLength: 8 });

test("what may follow is later than all that was released", () => {
  fc.assert(
    fc.property(released, versions, fc.boolean(), (before, version, isBreaking) => {
      const tags = before.map((each) => `v${each}`);
      const mayFollow = faultsOf(version, tags, { isBreaking }).length === 0;

      expect(before.every((each) => semver.lte(each, releasedVersions(tags)[0] ?? ""))).toBe(true);
      expect(mayFollow && before.some((each) => semver.gte(each, version))).toBe(false);
    }),
  );
});

test("after any version the next major one may follow", () => {
  const stable = released
    .map((all) => all.filter((each) => !each.includes("-")))
    .filter((all) => all.length > 0);
  fc.assert(
    fc.property(stable, fc.boolean(), (before, isBreaking) => {
      const tags = before.map((each) => `v${each}`);

      expect(
        faultsOf(semver.inc(releasedVersions(tags)[0] ?? "", "major") ?? "", tags, { isBreaking }),
      ).toEqual([]);
    }),
  );
});
