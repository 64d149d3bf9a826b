import { defineConfig } from "vitest/config";

// Those of whole hours would notice more, but take too long for hundreds of mutants.
const SERIES =
  "{believable,cgroups,increases,scrapes,minute-grid,pace,presence,ran-containers,series,splice,stretches,target,usage}";

// What the mutation check of the Prometheus source's series runs: the tests of its samples and series.
export default defineConfig({
  test: {
    include: [`test/unit/sources/prometheus/${SERIES}.test.ts`],
    // As for the domain: see vitest.config.ts.
    isolate: false,
    setupFiles: ["test/mutation/property-runs.ts"],
    testTimeout: 60_000,
  },
});
