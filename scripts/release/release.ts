// npm run release -- VERSION [--dry-run]
//
// Looks for everything that keeps VERSION from being released and names it all at once; then writes the version
// everywhere, turns Pending in CHANGELOG.md into it, commits and tags. Pushes and publishes nothing.
import { parseArgs } from "node:util";
import { checkRelease, treeFaults } from "./check-release.ts";
import { notesOf, releasedChangelog } from "./changelog.ts";
import { faultText } from "./fault.ts";
import { Repository } from "./repository.ts";
import { VERSIONED_FILES } from "./version-places.ts";
import { writeRelease } from "./write-release.ts";

const EXIT_FAULTS = 1;
const EXIT_USAGE = 64;

const { version, isDryRun } = argumentsOrExit();
const repository = new Repository(process.cwd());
const release = { version, date: new Date().toISOString().slice(0, "2026-11-28".length) };

process.stderr.write(`Looking at what is to be ${version}; npm run check takes a minute.\n`);
const faults = checkRelease(repository, version);
if (faults.length > 0) {
  const things = faults.length === 1 ? "one thing keeps" : `${faults.length} things keep`;
  process.stderr.write(`${version} is not released: ${things} it.\n\n${faults.map(faultText).join("\n")}`);
  process.exitCode = EXIT_FAULTS;
} else if (isDryRun) {
  const changelog = releasedChangelog(repository.read("CHANGELOG.md"), version, release.date);
  process.stdout.write(
    `${version} could be released. It would be written to ${VERSIONED_FILES.join(", ")}, and to CHANGELOG.md:\n\n${notesOf(changelog, version)}\n`,
  );
} else {
  makeRelease();
}

function makeRelease(): void {
  // The check took a while, in which somebody may have written something.
  const late = treeFaults(repository);
  if (late.length > 0) throw new Error(`The tree was changed meanwhile:\n${late.map(faultText).join("\n")}`);
  try {
    writeRelease(repository, release);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${version} is not released, and everything is as it was: ${reason}\n`);
    process.exitCode = EXIT_FAULTS;
    return;
  }
  process.stdout.write(
    `${version} is committed and tagged here. This publishes it:\n\n  git push --atomic origin main v${version}\n\nUntil then it can be taken back: git tag -d v${version} && git reset --keep HEAD~1\n`,
  );
}

function argumentsOrExit(): { readonly version: string; readonly isDryRun: boolean } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { "dry-run": { type: "boolean", default: false } },
    });
    const [given, ...more] = positionals;
    if (given !== undefined && more.length === 0) return { version: given, isDryRun: values["dry-run"] };
  } catch {
    // An option that is not there: said below.
  }
  process.stderr.write("Usage: npm run release -- VERSION [--dry-run]\n");
  process.exit(EXIT_USAGE);
}
