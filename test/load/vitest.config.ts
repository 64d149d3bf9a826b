import { defineConfig } from "vitest/config";

// Load on the whole set-up, and hostile load on one process: `npm run load`, on a machine that does nothing else.
export default defineConfig({
  test: {
    include: ["test/load/**/*.test.ts"],
    globalSetup: ["test/support/postgres-for-run.ts"],
    fileParallelism: false,
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
    reporters: ["verbose"],
  },
});
