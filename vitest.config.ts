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
// one up takes ten seconds of a processor: what keeps processors busy gets few of them, what waits gets more. vitest wants
// projects with as many workers in one group; a group begins when the one before has ended.
function sideBySide(groupOrder: number, more: number): typeof ALONE {
  const maxWorkers = Number(ASKED_WORKERS ?? availableParallelism() + more);
  return { isolate: false, maxWorkers, sequence: { groupOrder } };
}
// Records are sealed when no older transaction is under way on the whole PostgreSQL: where all workers share one, files
// beside them would hold that up.
const HAS_ONE_POSTGRES = process.env["KUBECENT_TEST_DATABASE_URL"] !== undefined;
const ALONE = { isolate: false, maxWorkers: 1, sequence: { groupOrder: 4 } };
/** Mostly waits for processes, browsers and what comes about in them. */
const WAITING = sideBySide(0, 2);
/** Waits for its database. */
const ASKING = sideBySide(2, 1);
const COMPUTING = sideBySide(3, 0);
// Before what asks through a pooler: connections that it keeps may leave a transaction under way for minutes.
const SEALING = HAS_ONE_POSTGRES ? ALONE : sideBySide(1, 1);
const AUDIT = "test/integration/audit/**/*.test.ts";

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

const POSTGRES = "test/support/postgres-for-run.ts";
const SERVERS = "test/support/servers-for-run.ts";
const DASHBOARD = "test/support/dashboard-for-run.ts";
const DEMO = "test/dashboard/support/demo-for-run.ts";
const CHROMIUM = "test/dashboard/support/chromium-for-run.ts";
const POOLERS = "test/support/pgbouncer-for-run.ts";

type Project = Pick<InlineConfig, "include" | "exclude" | "globalSetup" | "execArgv">;

function project(name: string, own: Project, how = WAITING): TestProjectConfiguration {
  return { test: { name, ...how, ...PATIENCE, ...own } };
}

// One project per kind of test: what it needs differs.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    unstubEnvs: true,
    projects: [
      project(
        "unit",
        {
          include: ["test/unit/**/*.test.ts"],
          execArgv: ["--import", new URL("test/support/sdk-from-source.ts", import.meta.url).href],
        },
        COMPUTING,
      ),
      project(
        "integration",
        {
          include: ["test/integration/**/*.test.ts"],
          exclude: [AUDIT],
          globalSetup: [SERVERS],
        },
        ASKING,
      ),
      project("audit", { include: [AUDIT], globalSetup: [POSTGRES] }, SEALING),
      project(
        "pgbouncer",
        {
          include: ["test/pgbouncer/**/*.test.ts", ...THROUGH_PGBOUNCER],
          globalSetup: isPooled ? [POSTGRES, POOLERS] : [],
        },
        ASKING,
      ),
      project("security", { include: ["test/security/**/*.test.ts"], globalSetup: [SERVERS] }),
      project("e2e", { include: ["test/e2e/**/*.test.ts"], globalSetup: [DASHBOARD] }),
      project("alerts", {
        include: ["test/alerts/**/*.test.ts", "test/runbooks/**/*.test.ts"],
        globalSetup: [POSTGRES],
      }),
      project("image", {
        include: ["test/image/**/*.test.ts"],
        globalSetup: [POSTGRES, "test/image/support/image-for-run.ts"],
      }),
      project("sdk", { include: ["test/sdk/**/*.test.ts"] }, ASKING),
      project("operations", {
        // What takes about a minute; `npm run operations` rehearses an upgrade as well.
        include: ["test/operations/{page,pooler,proxy,restore}.test.ts"],
        globalSetup: [POSTGRES],
      }),
      project(
        "chart",
        {
          include: ["test/chart/**/*.test.ts"],
          globalSetup: ["test/chart/support/helm-for-run.ts"],
        },
        ASKING,
      ),
      project("dashboard", {
        include: hasChromium ? ["test/dashboard/**/*.test.ts"] : [],
        globalSetup: hasChromium ? [SERVERS, DEMO, CHROMIUM] : [],
      }),
      project("golden", { include: ["test/golden/**/*.test.ts"], globalSetup: [POSTGRES] }),
    ],
  },
});
