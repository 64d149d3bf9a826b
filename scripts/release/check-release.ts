import * as z from "zod";
import { changelogFaults, hasBreaking } from "./changelog.ts";
import type { Fault } from "./fault.ts";
import { migrationFaults } from "./migration-faults.ts";
import type { Repository } from "./repository.ts";
import { imageFaults, isSource, leftoverFaults, lockHostFaults } from "./source-faults.ts";
import { releasedVersions, versionFaults } from "./version-faults.ts";
import { placeFaults, VERSIONED_FILES } from "./version-places.ts";

const MAIN = "main";
const SHOWN_LINES = 15;

/** Everything that keeps a version from being released, all at once. */
export function checkRelease(repository: Repository, version: string): Fault[] {
  return [
    ...treeFaults(repository),
    ...textFaults(repository, version),
    ...repository
      .lines("ls-files")
      .filter((file) => isSource(file) && repository.has(file))
      .flatMap((file) => leftoverFaults(file, repository.read(file))),
    ...scriptFaults(repository, "docs:check", "run npm run docs, look at what it changes, and commit it"),
    ...scriptFaults(repository, "check", "mend what it says; npm run check shows all of it"),
  ];
}

/** What is not committed, or not on main, would not be what the tag says. */
export function treeFaults(repository: Repository): Fault[] {
  const changed = repository.lines("status", "--porcelain");
  const branch = repository.git("rev-parse", "--abbrev-ref", "HEAD").trim();
  const faults: Fault[] = [];
  if (changed.length > 0) {
    faults.push({
      found: `what is not committed: ${changed.slice(0, SHOWN_LINES).join(", ")}`,
      wanted: "a clean working tree",
      remedy: "commit it, or put it aside with git stash --include-untracked",
    });
  }
  if (branch !== MAIN) {
    const found = branch === "HEAD" ? "no branch" : `the branch ${branch}`;
    faults.push({
      found,
      wanted: `the branch ${MAIN}`,
      remedy: `git switch ${MAIN}, merge what is to be released`,
    });
  }
  return faults;
}

function textFaults(repository: Repository, version: string): Fault[] {
  const changelog = repository.read("CHANGELOG.md");
  const current = z
    .object({ version: z.string() })
    .parse(JSON.parse(repository.read("package.json"))).version;
  const tags = repository.lines("tag", "--list");
  const last = releasedVersions(tags)[0];
  const notes = changelog.split(/^## /m)[1] ?? "";
  return [
    ...versionFaults({ version, tags, current, isBreaking: hasBreaking(changelog) }),
    ...changelogFaults(changelog, version),
    ...placeFaults(new Map(VERSIONED_FILES.map((file) => [file, repository.read(file)])), current),
    ...migrationFaults({ migrations: repository.migrations(last && `v${last}`), last, notes }),
    ...imageFaults(repository.read("Dockerfile"), repository.read("chart/values.yaml")),
    ...lockHostFaults(repository.read("package-lock.json")),
  ];
}

function scriptFaults(repository: Repository, script: string, remedy: string): Fault[] {
  const { isGood, output } = repository.npm(script);
  if (isGood) return [];
  const end = output.split("\n").slice(-SHOWN_LINES).join("\n    ");
  return [
    { found: `npm run ${script} is not content:\n    ${end}`, wanted: "nothing to complain about", remedy },
  ];
}
