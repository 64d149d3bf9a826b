import { defineConfig } from "vitest/config";

// Faults by the minute: `npm run chaos`, one file at a time, for each takes the whole machine.
export default defineConfig({
  test: {
    include: ["test/chaos/**/*.test.ts"],
    globalSetup: ["test/support/postgres-for-run.ts"],
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 300_000,
    reporters: ["verbose"],
  },
});
