import "./test/support/in-memory.ts";
import { availableParallelism } from "node:os";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import type { InlineConfig } from "vitest/node";
import { LongestFirst } from "./test/support/longest-first.ts";
import { hasPgbouncer } from "./test/support/pgbouncer.ts";
import { findChromium } from "./test/dashboard/support/chromium.ts";
import { COMPILE_CACHE } from "./test/support/server-process.ts";

const isPooled = hasPgbouncer();
if (!isPooled) process.stderr.write("pgbouncer is not installed: no test goes through it\n");

const hasChromium = findChromium() !== undefined;
if (!hasChromium) process.stderr.write("chromium is not installed: no test looks at the dashboard\n");

// What uses connections in every way that there is, once more through a pooler. Not those that are about PostgreSQL's
// own connections, roles and migrations, nor those that ask the same questions with other figures. Every change runs a
// part of them; KUBECENT_PGBOUNCER=all runs all, which takes three minutes more.
const SOME = [
  "test/integration/cache/{answers-at-hand,outage}.test.ts",
  "test/integration/collector/{collector,leadership}.test.ts",
  "test/integration/limits/**/*.test.ts",
  "test/integration/store/{days,leases,write-hour}.test.ts",
  "test/integration/api/cost.test.ts",
  "test/integration/settings/settings.test.ts",
];
const ALL = [
  "test/integration/{audit,cache,collector,exports,limits,run}/**/*.test.ts",
  "test/integration/settings/{settings,acting-settings}.test.ts",
  "test/integration/store/{days,leases,load-rows,price-books,restate-hour,retention,verify,write-hour}.test.ts",
  "test/integration/api/{cost,cost-filters,explain,reconcile,shared-costs}.test.ts",
];
const chosen = process.env["KUBECENT_PGBOUNCER"] === "all" ? ALL : SOME;
const THROUGH_PGBOUNCER = isPooled ? chosen : [];

/** Files at a time, where all of them are to run so: `KUBECENT_TEST_WORKERS=1` runs one after the other. */
const ASKED_WORKERS = process.env["KUBECENT_TEST_WORKERS"];

// A worker runs one file after the other without loading everything anew; it has a PostgreSQL to itself. To load and warm
// one up takes some seconds of a processor, so there are few, and they take on whatever comes next: files that wait for
// processes and browsers beside files that keep a processor busy. vitest gives a worker files of one project only, so all
// that can share one are one project. A group begins when the one before has ended.
function sideBySide(groupOrder: number, more: number): typeof ALONE {
  const maxWorkers = Number(ASKED_WORKERS ?? availableParallelism() + more);
  return { isolate: false, maxWorkers, sequence: { groupOrder } };
}
// Records are sealed when no older transaction is under way on the whole PostgreSQL: where all workers share one, files
// beside them would hold that up.
const HAS_ONE_POSTGRES = process.env["KUBECENT_TEST_DATABASE_URL"] !== undefined;
const ALONE = { isolate: false, maxWorkers: 1, sequence: { groupOrder: 2 } };
/** Waits now and then, for processes, databases, browsers and what comes about in them. */
const WAITING = sideBySide(0, 3);
const COMPUTING = sideBySide(1, 0);

/** A test that fails does so by what it sees: how long it may take is a guard against one that hangs, on a busy machine too. */
const PATIENCE = {
  testTimeout: 900_000,
  hookTimeout: 900_000,
  expect: { poll: { timeout: 120_000 } },
  setupFiles: ["test/support/patience.ts", "test/support/property-runs.ts"],
  // For the processes that tests start with the surroundings that they have themselves.
  env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
  // Node itself loads the TypeScript, as it does for the service, and keeps what it compiled between runs. Through vite
  // each worker of each project had every file transformed and evaluated anew, which took longer than most tests.
  experimental: { viteModuleRunner: false, nodeLoader: false },
};

const PARTS = "test/support/parts-for-run.ts";
const POOLERS = "test/support/pgbouncer-for-run.ts";

/** `--project security` runs one kind, which is then a project of its own. */
const ASKS_FOR_KIND = process.argv.some((argument) => argument.startsWith("--project"));

/** By kind, the files that share workers. Each starts what it needs: see the parts of a run. */
const KINDS = {
  integration: ["test/integration/!(audit)/**/*.test.ts", "test/integration/*.test.ts"],
  audit: ["test/integration/audit/**/*.test.ts"],
  security: ["test/security/**/*.test.ts"],
  e2e: ["test/e2e/**/*.test.ts"],
  alerts: ["test/{alerts,runbooks}/**/*.test.ts"],
  image: ["test/image/**/*.test.ts"],
  sdk: ["test/sdk/**/*.test.ts"],
  // What takes about a minute; `npm run operations` rehearses an upgrade as well.
  operations: ["test/operations/{page,pooler,proxy,restore}.test.ts"],
  chart: ["test/chart/**/*.test.ts"],
  dashboard: hasChromium ? ["test/dashboard/**/*.test.ts"] : [],
  golden: ["test/golden/**/*.test.ts"],
} as const;

type Project = Pick<InlineConfig, "include" | "globalSetup" | "execArgv">;

function project(name: string, own: Project, how = WAITING): TestProjectConfiguration {
  return { test: { name, ...how, ...PATIENCE, globalSetup: [PARTS], ...own } };
}

function sharingWorkers(): TestProjectConfiguration[] {
  const kinds = Object.entries(KINDS).map(([kind, include]) => ({
    kind,
    include: [...include],
    isAlone: kind === "audit" && HAS_ONE_POSTGRES,
  }));
  const alone = kinds.filter(({ isAlone }) => isAlone);
  const others = kinds.filter(({ isAlone }) => !isAlone);
  const apart = ASKS_FOR_KIND
    ? others.map(({ kind, include }) => project(kind, { include }))
    : [project("services", { include: others.flatMap(({ include }) => include) })];
  return [...apart, ...alone.map(({ kind, include }) => project(kind, { include }, ALONE))];
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    unstubEnvs: true,
    projects: [
      ...sharingWorkers(),
      project("pgbouncer", {
        include: ["test/pgbouncer/**/*.test.ts", ...THROUGH_PGBOUNCER],
        globalSetup: isPooled ? [PARTS, POOLERS] : [],
      }),
      project(
        "unit",
        {
          include: ["test/unit/**/*.test.ts"],
          globalSetup: [],
          execArgv: ["--import", new URL("test/support/sdk-from-source.ts", import.meta.url).href],
        },
        COMPUTING,
      ),
    ],
  },
});
