// `npm run test:changed -- [COMMIT]`: the unit tests that what changed since a commit (the last one) can break. It follows
// imports by their text: vitest itself loads and transforms every test to find out which to run.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { affectedBy } from "./changed/needed-by.ts";

const SOURCES = "{server,shared,sdk,dashboard}/src/**/*.{ts,tsx}";
const BESIDE = "{scripts,bench,test/unit,test/support,dashboard/bundle}/**/*.ts";
const UNIT_TEST = /^test\/unit\/.*\.test\.ts$/;

const [since = "HEAD"] = process.argv.slice(2);

function gitLines(...args: readonly string[]): string[] {
  return execFileSync("git", args, { encoding: "utf8" }).split("\n").filter(Boolean);
}

const changed = [
  ...gitLines("diff", "--name-only", "--relative", since),
  ...gitLines("ls-files", "--others", "--exclude-standard"),
];
const files = [...globSync(SOURCES), ...globSync(BESIDE)].map((file) => ({
  path: file,
  text: readFileSync(file, "utf8"),
}));
const tests = [...affectedBy(changed, files)].filter((file) => UNIT_TEST.test(file) && existsSync(file));

process.stderr.write(
  `${changed.length} files changed since ${since}; ${tests.length} unit tests need them.\n`,
);
if (tests.length > 0) {
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "unit", ...tests];
  process.exitCode = spawnSync(process.execPath, vitest, { stdio: "inherit" }).status ?? 1;
}
