import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { hasPgbouncer } from "./test/support/pgbouncer.ts";

const isPooled = hasPgbouncer();
if (!isPooled) process.stderr.write("pgbouncer is not installed: no test goes through it\n");

// What uses connections in every way that there is, once more through a pooler. Not those that are about PostgreSQL's
// own connections, roles and migrations, nor those that ask the same questions with other figures. Every change runs a
// part of them; KUBECENT_PGBOUNCER=all runs all, which takes three minutes more.
const SOME = [
  "test/integration/{cache,collector,limits}/**/*.test.ts",
  "test/integration/store/{days,leases,restate-hour,write-hour}.test.ts",
  "test/integration/api/{cost,explain}.test.ts",
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

/** Files at a time; `KUBECENT_TEST_WORKERS=1` runs one after the other. */
const WORKERS = Number(process.env["KUBECENT_TEST_WORKERS"] ?? Math.max(2, availableParallelism()));
const SIDE_BY_SIDE = { maxWorkers: WORKERS, sequence: { groupOrder: 0 } };
// Records are sealed when no older transaction is under way on the whole PostgreSQL: files beside them would hold that up.
// Servers that start and stop have times of their own.
const ONE_BY_ONE = { maxWorkers: 1, sequence: { groupOrder: 1 } };
const AUDIT = "test/integration/audit/**/*.test.ts";

// One project per kind of test: what it needs and how long it may take differ.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          ...SIDE_BY_SIDE,
          include: ["test/unit/**/*.test.ts"],
          setupFiles: ["test/support/property-runs.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "integration",
          ...SIDE_BY_SIDE,
          include: ["test/integration/**/*.test.ts"],
          exclude: [AUDIT],
          globalSetup: ["test/support/postgres-for-run.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "audit",
          ...ONE_BY_ONE,
          include: [AUDIT],
          globalSetup: ["test/support/postgres-for-run.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "pgbouncer",
          ...ONE_BY_ONE,
          include: ["test/pgbouncer/**/*.test.ts", ...THROUGH_PGBOUNCER],
          globalSetup: isPooled
            ? ["test/support/postgres-for-run.ts", "test/support/pgbouncer-for-run.ts"]
            : [],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "security",
          ...ONE_BY_ONE,
          include: ["test/security/**/*.test.ts"],
          globalSetup: ["test/support/postgres-for-run.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          ...ONE_BY_ONE,
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "alerts",
          ...ONE_BY_ONE,
          include: ["test/alerts/**/*.test.ts", "test/runbooks/**/*.test.ts"],
          globalSetup: ["test/support/postgres-for-run.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "image",
          ...ONE_BY_ONE,
          include: ["test/image/**/*.test.ts"],
          globalSetup: ["test/support/postgres-for-run.ts", "test/image/support/image-for-run.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "sdk",
          ...ONE_BY_ONE,
          include: ["test/sdk/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "operations",
          ...ONE_BY_ONE,
          // What takes about a minute; `npm run operations` rehearses an upgrade as well.
          include: ["test/operations/{page,pooler,proxy,restore}.test.ts"],
          globalSetup: ["test/support/postgres-for-run.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "chart",
          ...SIDE_BY_SIDE,
          include: ["test/chart/**/*.test.ts"],
          globalSetup: ["test/chart/support/helm-for-run.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "golden",
          ...ONE_BY_ONE,
          include: ["test/golden/**/*.test.ts"],
          globalSetup: ["test/support/postgres-for-run.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
