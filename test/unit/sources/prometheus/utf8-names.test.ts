import * as fc from "fast-check";
import { expect, test } from "vitest";
import { observeHour } from "../../../../server/src/sources/prometheus/observe-hour.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { answerFrom } from "./support/answer-from.ts";
import { readerOf } from "./support/reader-of.ts";
import { arbitraryWorkloads, worldOf } from "./support/troubled-world.ts";

/** Names that Prometheus 3 takes and older ones do not, as OpenTelemetry writes them; some look like our own. */
const NAMES = [
  "k8s.pod.name",
  "k8s.node.name",
  "service.instance.id",
  "a-b",
  "µ",
  "label {x}",
  '"quoted"',
  "pod ",
];

function withLabels(series: readonly Series[], names: readonly string[]): Series[] {
  return series.map((each) => ({
    ...each,
    labels: { ...Object.fromEntries(names.map((name) => [name, `other-${name}`])), ...each.labels },
  }));
}

test("labels whose names hold dots, dashes or any character change nothing of what is observed", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryWorkloads, fc.subarray(NAMES, { minLength: 1 }), async (workloads, names) => {
      const world = worldOf(workloads);

      const usual = await observeHour(readerOf(answerFrom(world)).reader);
      const odd = await observeHour(readerOf(answerFrom(withLabels(world, names))).reader);

      expect(odd).toEqual(usual);
    }),
    { numRuns: 20 },
  );
});
