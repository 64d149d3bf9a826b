import { expect, test } from "vitest";
import { PodIndex } from "../../../../server/src/domain/allocation/pod-index.ts";
import { createPod } from "../../../support/observations.ts";

const named = (podUid: string, pod = "db-0"): { namespace: string; pod: string; podUid: string } => ({
  namespace: "shop",
  pod,
  podUid,
});

test("a pod is found by its uid, whatever it is called", () => {
  const pod = createPod({ name: "db-0", uid: "u1" });

  expect(new PodIndex([pod]).find(named("u1", "renamed"))).toBe(pod);
});

test("a pod is found by namespace and name where there is no uid", () => {
  const pod = createPod({ name: "db-0", uid: "u1" });

  expect(new PodIndex([pod]).find(named(""))).toBe(pod);
});

test("a pod without a uid of its own is found by namespace and name", () => {
  const pod = createPod({ name: "db-0", uid: "" });

  expect(new PodIndex([pod]).find(named("u1"))).toBe(pod);
});

test("a pod of the same name in another namespace is another pod", () => {
  const pod = createPod({ namespace: "other", name: "db-0", uid: "u1" });

  expect(new PodIndex([pod]).find(named(""))).not.toBe(pod);
});

test("a pod that is nowhere to be found comes back bare, with the name it was asked by", () => {
  expect(new PodIndex([]).find(named("u1"))).toEqual({
    namespace: "shop",
    name: "db-0",
    uid: "u1",
    node: "",
    controllerKind: "",
    controller: "",
    labels: {},
    containers: [],
  });
});

test("of two pods that had one name within the hour the one of the lesser uid is found in whatever order they come", () => {
  const before = createPod({ name: "db-0", uid: "u1", node: "node-1" });
  const after = createPod({ name: "db-0", uid: "u2", node: "node-2" });

  const forth = new PodIndex([before, after]).find(named(""));
  const back = new PodIndex([after, before]).find(named(""));

  expect(forth).toBe(before);
  expect(back).toBe(before);
});

test("two pods that had one name within the hour are told apart by uid", () => {
  const before = createPod({ name: "db-0", uid: "u1" });
  const after = createPod({ name: "db-0", uid: "u2" });
  const index = new PodIndex([before, after]);

  expect(index.find(named("u1"))).toBe(before);
  expect(index.find(named("u2"))).toBe(after);
});
