import * as fc from "fast-check";
import { expect, test } from "vitest";
import { keptLabels, sanitizedLabelName } from "../../../server/src/domain/object-labels.ts";

test.each([
  { name: "app.kubernetes.io/name", sanitized: "app_kubernetes_io_name" },
  { name: "team", sanitized: "team" },
  { name: "Team-2_x", sanitized: "Team_2_x" },
  { name: "tëam", sanitized: "t_am" },
])("$name is written as $sanitized", ({ name, sanitized }) => {
  expect(sanitizedLabelName(name)).toBe(sanitized);
});

const CHURNING = [
  "pod-template-hash",
  "controller-revision-hash",
  "controller-uid",
  "job-name",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
  "batch.kubernetes.io/job-completion-index",
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
  "pod-template-generation",
  "rollouts-pod-template-hash",
];

test.each(CHURNING)("%s is dropped, under both of its names", (name) => {
  expect(keptLabels({ [name]: "x", team: "payments" })).toEqual({ team: "payments" });
  expect(keptLabels({ [sanitizedLabelName(name)]: "x", team: "payments" })).toEqual({ team: "payments" });
});

test.each(["job", "job_name_of_mine", "my-pod-template-hash", "app.kubernetes.io/instance"])(
  "%s is kept: it only resembles one that churns",
  (name) => {
    expect(keptLabels({ [name]: "x" })).toEqual({ [sanitizedLabelName(name)]: "x" });
  },
);

test("labels come in alphabetical order, by their sanitized names", () => {
  const kept = keptLabels({ zone: "1", "app.kubernetes.io/name": "2", Team: "3", app: "4" });

  expect(Object.keys(kept)).toEqual(["Team", "app", "app_kubernetes_io_name", "zone"]);
});

test("of more than 32 labels the first 32 in alphabetical order are kept", () => {
  const names = Array.from({ length: 40 }, (_, index) => `label_${String(index).padStart(2, "0")}`);

  const kept = keptLabels(Object.fromEntries(names.toReversed().map((name) => [name, "x"])));

  expect(Object.keys(kept)).toEqual(names.slice(0, 32));
});

test("labels that churn do not use up the 32", () => {
  const names = Array.from({ length: 32 }, (_, index) => `label_${String(index).padStart(2, "0")}`);
  const labels = Object.fromEntries([...CHURNING, ...names].map((name) => [name, "x"]));

  expect(Object.keys(keptLabels(labels))).toEqual(names);
});

test("two names that are sanitized to one give the same label whichever comes first", () => {
  const forth = keptLabels({ "a.b": "dot", "a-b": "dash" });
  const back = keptLabels({ "a-b": "dash", "a.b": "dot" });

  expect(forth).toEqual(back);
});

test("two names that are sanitized to one use up one of the 32", () => {
  const names = Array.from({ length: 31 }, (_, index) => `label_${String(index).padStart(2, "0")}`);
  const labels = Object.fromEntries(["a.b", "a-b", ...names].map((name) => [name, "x"]));

  expect(Object.keys(keptLabels(labels))).toEqual(["a_b", ...names]);
});

// No two of these names are sanitized to one.
const labelsArbitrary = fc.dictionary(
  fc.stringMatching(/^[a-z][a-z.]{0,4}[a-z]$/),
  fc.string({ maxLength: 63 }),
  { maxKeys: 50 },
);

test("which labels are kept does not depend on the order in which they were listed", () => {
  fc.assert(
    fc.property(labelsArbitrary, (labels) => {
      const reversed = Object.fromEntries(Object.entries(labels).toReversed());

      expect(JSON.stringify(keptLabels(reversed))).toBe(JSON.stringify(keptLabels(labels)));
    }),
  );
});

test("a rollout changes nothing in what is kept", () => {
  fc.assert(
    fc.property(labelsArbitrary, fc.subarray(CHURNING), fc.string(), (labels, churning, value) => {
      const rolledOut = { ...labels, ...Object.fromEntries(churning.map((name) => [name, value])) };

      expect(keptLabels(rolledOut)).toEqual(keptLabels(labels));
    }),
  );
});

test("labels that were kept once are kept again as they are", () => {
  fc.assert(
    fc.property(labelsArbitrary, (labels) => {
      expect(keptLabels(keptLabels(labels))).toEqual(keptLabels(labels));
    }),
  );
});
