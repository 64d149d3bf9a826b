import { defineConfig } from "vitest/config";

// What the mutation check runs: the tests of the domain alone.
export default defineConfig({
  test: {
    include: ["test/unit/domain/**/*.test.ts"],
    // The tests keep nothing between files: to load them all into one world takes a fraction of the time.
    isolate: false,
    setupFiles: ["test/mutation/property-runs.ts"],
    // On a busy machine, and with every branch counted, a property may take long; Stryker ends what hangs.
    testTimeout: 60_000,
  },
});
