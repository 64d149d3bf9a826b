import { defineConfig } from "vitest/config";

// Of the Prometheus source: the tests of its samples and series. Those of whole hours would notice more, but take too long.
const SERIES =
  "{believable,cgroups,increases,scrapes,minute-grid,pace,presence,ran-containers,series,splice,stretches,target,usage}";

// What the mutation check runs: the tests of the domain and of the source's arithmetic alone.
export default defineConfig({
  test: {
    include: ["test/unit/domain/**/*.test.ts", `test/unit/sources/prometheus/${SERIES}.test.ts`],
    // The tests keep nothing between files: to load them all into one world takes a fraction of the time.
    isolate: false,
    setupFiles: ["test/mutation/property-runs.ts"],
    // On a busy machine, and with every branch counted, a property may take long; Stryker ends what hangs.
    testTimeout: 60_000,
  },
});
