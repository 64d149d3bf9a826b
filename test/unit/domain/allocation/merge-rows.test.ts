import { expect, test } from "vitest";
import { mergeRows, podRow } from "../../../../server/src/domain/allocation/cost-rows.ts";
import type { CostRow } from "../../../../server/src/domain/allocation/hour-costs.ts";
import { type Measures, noMeasures } from "../../../../server/src/domain/allocation/measures.ts";
import type { PodObservation } from "../../../../server/src/domain/observation.ts";
import { createPod } from "../../../support/observations.ts";

function createRow(measures: Partial<Measures>, pod: Partial<PodObservation> = {}): CostRow {
  return podRow(createPod(pod), "pod", { ...noMeasures(), ...measures });
}

test("rows of one owner are added up", () => {
  const rows = [createRow({ volumeNano: 5n }), createRow({ volumeNano: 7n }), createRow({ networkNano: 1n })];

  const merged = mergeRows(rows);

  expect(merged).toHaveLength(1);
  expect(merged[0]?.measures).toEqual({ ...noMeasures(), volumeNano: 12n, networkNano: 1n });
});

test("merging leaves the rows as they were", () => {
  const row = createRow({ volumeNano: 5n });

  mergeRows([row, createRow({ volumeNano: 7n })]);

  expect(row.measures.volumeNano).toBe(5n);
});

test.each([
  { what: "namespace", change: { namespace: "other" } },
  { what: "kind", change: { kind: "container" as const } },
  { what: "controller's kind", change: { controllerKind: "StatefulSet" } },
  { what: "controller", change: { controller: "api" } },
  { what: "pod", change: { pod: "web-2" } },
  { what: "uid", change: { podUid: "another" } },
  { what: "container", change: { container: "sidecar" } },
  { what: "node", change: { node: "node-2" } },
])("rows that differ in $what stay apart", ({ change }) => {
  const row = createRow({ volumeNano: 5n });

  expect(mergeRows([row, { ...row, ...change }])).toHaveLength(2);
});

test("names that hold a separator do not run into one another", () => {
  const rows = [
    createRow({}, { namespace: 'a","b', name: "c" }),
    createRow({}, { namespace: "a", name: 'b","c' }),
  ];

  expect(mergeRows(rows)).toHaveLength(2);
});

test("a sum is marked as scaled when one of its rows is", () => {
  const row = createRow({});

  expect(mergeRows([row, { ...row, scaled: true }])[0]?.scaled).toBe(true);
  expect(mergeRows([{ ...row, scaled: true }, row])[0]?.scaled).toBe(true);
  expect(mergeRows([row, row])[0]?.scaled).toBe(false);
});

test("rows come in one order, in whatever order they went in", () => {
  const rows = ["web-2", "api-1", "web-1"].map((name) => createRow({ volumeNano: 1n }, { name }));

  const merged = mergeRows(rows);

  expect(merged.map((row) => row.pod)).toEqual(["api-1", "web-1", "web-2"]);
  expect(mergeRows(rows.toReversed())).toEqual(merged);
});
