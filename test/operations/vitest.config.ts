import { defineConfig } from "vitest/config";

// What an operator does, rehearsed on real servers: `npm run operations`, one file at a time.
export default defineConfig({
  test: {
    include: ["test/operations/**/*.test.ts"],
    globalSetup: ["test/support/postgres-for-run.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ["verbose"],
  },
});
