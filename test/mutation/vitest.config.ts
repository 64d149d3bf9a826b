import { defineConfig } from "vitest/config";

// What the mutation check runs: the tests of the domain alone.
export default defineConfig({
  test: { include: ["test/unit/domain/**/*.test.ts"], setupFiles: ["test/mutation/property-runs.ts"] },
});
