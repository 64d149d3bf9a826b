import { defineConfig } from "vitest/config";

// Whether memory and the event loop stay bounded: `npm run load`, some minutes on a machine that does nothing else.
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
