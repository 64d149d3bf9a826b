import { writeFileSync } from "node:fs";
import path from "node:path";
import { releasedChangelog } from "./changelog.ts";
import type { Repository } from "./repository.ts";
import { VERSIONED_FILES, withVersion } from "./version-places.ts";

interface Release {
  readonly version: string;
  /** `2026-11-28`. */
  readonly date: string;
}

/** Ctrl-C ends the program that is running just now; what that leaves is put back by ours. */
function carryOn(): void {
  // Nothing to do but to stay.
}

/** Writes the version, commits and tags it. Where any of it fails, the tree and the branch are as they were. */
export function writeRelease(repository: Repository, release: Release): void {
  const before = repository.git("rev-parse", "HEAD").trim();
  process.on("SIGINT", carryOn);
  try {
    writeFiles(repository, release);
    commitAndTag(repository, release.version);
  } catch (error) {
    repository.git("reset", "--hard", "--quiet", before);
    throw error;
  } finally {
    process.off("SIGINT", carryOn);
  }
}

function writeFiles(repository: Repository, { version, date }: Release): void {
  const write = (file: string, text: string): void => writeFileSync(path.join(repository.folder, file), text);
  for (const file of VERSIONED_FILES) write(file, withVersion(file, repository.read(file), version));
  write("CHANGELOG.md", releasedChangelog(repository.read("CHANGELOG.md"), version, date));
  const { isGood, output } = repository.npm("docs");
  if (!isGood) throw new Error(`npm run docs failed: ${output}`);
}

/** The tag comes last: where it is, the release is whole. */
function commitAndTag(repository: Repository, version: string): void {
  repository.git("add", "--update");
  repository.git("commit", "--quiet", "--message", `Release ${version}`);
  repository.git("tag", "--annotate", "--message", `Release ${version}`, `v${version}`);
}
