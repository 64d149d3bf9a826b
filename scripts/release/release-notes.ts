// node scripts/release/release-notes.ts TAG: what CHANGELOG.md says of a tag's version. Ends with 1 where the tag is not the
// version of the packages, or the changelog has nothing on it. Needs no packages, for the workflow that publishes.
import { readFileSync } from "node:fs";
import { notesOf } from "./changelog.ts";
import { PLACES } from "./version-places.ts";

const tag = process.argv[2] ?? "";
const version = tag.slice(1);
const others = PLACES.filter(({ file, pattern }) =>
  [...readFileSync(file, "utf8").matchAll(pattern)].some((match) => match[2] !== version),
);
const notes = notesOf(readFileSync("CHANGELOG.md", "utf8"), version);

if (!tag.startsWith("v") || others.length > 0) {
  const where = [...new Set(others.map(({ file }) => file))].join(", ") || "the tag";
  process.stderr.write(
    `Found the tag ${JSON.stringify(tag)} and another version in ${where}. Wanted v and the version of the packages: tag with npm run release\n`,
  );
  process.exitCode = 1;
} else if (notes === undefined || notes === "") {
  process.stderr.write(
    `CHANGELOG.md says nothing of ${version}. Wanted a section "## ${version} (date)": release with npm run release\n`,
  );
  process.exitCode = 1;
} else {
  process.stdout.write(`${notes}\n`);
}
