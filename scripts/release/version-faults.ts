import semver from "semver";
import type { Fault } from "./fault.ts";

interface VersionFacts {
  /** What is to be released. */
  readonly version: string;
  /** All tags of the repository. */
  readonly tags: readonly string[];
  /** What the packages say now. */
  readonly current: string;
  readonly isBreaking: boolean;
}

const STEPS = ["patch", "minor", "major"] as const;

/** The versions that were released, the newest first. */
export function releasedVersions(tags: readonly string[]): string[] {
  const versions = tags.filter((tag) => tag.startsWith("v")).map((tag) => tag.slice(1));
  return semver.rsort(versions.filter((version) => semver.valid(version) === version));
}

/** What is wrong with a version that is to be released. */
export function versionFaults(facts: VersionFacts): Fault[] {
  const { version, tags } = facts;
  if (semver.valid(version) !== version) {
    return [
      {
        found: `the version ${JSON.stringify(version)}`,
        wanted: "a semantic version without a v before it and without a + in it, such as 0.2.0 or 0.2.0-rc.1",
        remedy: "run npm run release -- VERSION",
      },
    ];
  }
  if (tags.includes(`v${version}`)) {
    return [
      {
        found: `the tag v${version}`,
        wanted: "a version that was not released",
        remedy: "take the next version; a tag that was pushed is never moved",
      },
    ];
  }
  return stepFaults(facts);
}

function stepFaults({ version, tags, current, isBreaking }: VersionFacts): Fault[] {
  const released = releasedVersions(tags);
  const newest = released[0];
  if (newest === undefined) return firstFaults(version, current);
  const stable = released.find((each) => semver.prerelease(each) === null) ?? newest;
  const wanted = stepsFrom(stable, isBreaking);
  if (semver.gt(version, newest) && wanted.includes(withoutPrerelease(version))) return [];
  return [
    {
      found: `the version ${version} after ${newest}${isBreaking ? ", and BREAKING in the changelog" : ""}`,
      wanted: `a later one that is ${wanted.join(" or ")}, or a release candidate of these`,
      remedy: isBreaking
        ? "take the next major version, before 1.0.0 the next minor one; patches break nothing"
        : "take the next version",
    },
  ];
}

/** The first release may be of the version that the packages have. */
function firstFaults(version: string, current: string): Fault[] {
  if (semver.gte(version, withoutPrerelease(current)) || version === current) return [];
  const remedy = "take the version of the packages, or a later one";
  return [
    { found: `the version ${version}, and ${current} in package.json`, wanted: "no step back", remedy },
  ];
}

/** One step on from a version. What breaks something is a major step; before 1.0.0 a minor one will do. */
function stepsFrom(version: string, isBreaking: boolean): string[] {
  const allowed = STEPS.filter(
    (step) => !isBreaking || step === "major" || (step === "minor" && semver.major(version) === 0),
  );
  // The versions that a prerelease leads to come without it.
  const from = withoutPrerelease(version);
  const candidate = semver.prerelease(version) === null ? [] : [from];
  return [...candidate, ...allowed.map((step) => semver.inc(from, step) ?? "")];
}

function withoutPrerelease(version: string): string {
  const { major, minor, patch } = semver.parse(version, {}, true);
  return `${major}.${minor}.${patch}`;
}
