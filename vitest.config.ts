import { defineConfig } from "vitest/config";

// One project per kind of test: what it needs and how long it may take differ.
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
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
