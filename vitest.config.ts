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

// One project per kind of test: what it needs and how long it may take differ.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          setupFiles: ["test/support/property-runs.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          globalSetup: ["test/support/postgres-for-run.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "pgbouncer",
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
          include: ["test/security/**/*.test.ts"],
          globalSetup: ["test/support/postgres-for-run.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: { name: "sdk", include: ["test/sdk/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 300_000 },
      },
      {
        test: {
          name: "chart",
          include: ["test/chart/**/*.test.ts"],
          globalSetup: ["test/chart/support/helm-for-run.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "golden",
          include: ["test/golden/**/*.test.ts"],
          globalSetup: ["test/support/postgres-for-run.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
