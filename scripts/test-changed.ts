// `npm run test:changed -- [COMMIT] [--all]`: the unit tests that stand nearest to what changed since a commit (the last
// one), in seconds; `--all` runs all that it can break. It follows imports by their text: vitest itself loads and transforms
// every test to find out which to run.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { COMPILE_CACHE } from "../test/support/server-process.ts";
import { affectedBy, nearestTests } from "./changed/needed-by.ts";

const SOURCES = "{server,shared,sdk,dashboard}/src/**/*.{ts,tsx}";
const BESIDE = "{scripts,bench,test/unit,test/support,dashboard/bundle}/**/*.ts";
/** Some seconds of a processor, most of them to start and to load what is tested. */
const MOST_TESTS = 8;
/** Examples of a property, other ones each time: `npm test` tries a hundred. */
const PROPERTY_RUNS = "25";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: "boolean", default: false } },
});
const [since = "HEAD"] = positionals;

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
const affected = nearestTests(affectedBy(changed, files)).filter((file) => existsSync(file));
const tests = values.all ? affected : affected.slice(0, MOST_TESTS);
const rest = affected.length - tests.length;
process.stderr.write(
  `${changed.length} files changed since ${since}; ${affected.length} unit tests need them${rest > 0 ? `, of which the nearest ${tests.length} run. For all: npm run test:changed -- --all` : ""}.\n`,
);
if (tests.length > 0) {
  // To load another worker takes longer than it saves, unless there are many tests.
  const few = values.all ? [] : ["--maxWorkers=1"];
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "unit", ...few, ...tests];
  const quick = values.all ? {} : { KUBECENT_PROPERTY_RUNS: PROPERTY_RUNS };
  const env = { ...quick, ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE };
  process.exitCode = spawnSync(process.execPath, vitest, { stdio: "inherit", env }).status ?? 1;
}
