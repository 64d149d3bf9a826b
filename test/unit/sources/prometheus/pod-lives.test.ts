import { expect, test } from "vitest";
import {
  PodLives,
  podNameOf,
  uidOfCgroup,
} from "../../../../server/src/sources/prometheus/pods/pod-lives.ts";
import { seriesOf, steady } from "./support/series-of.ts";

const UID = "0e7c3aff-90f8-41f9-aa26-15b06ee8405e";
const POD = { namespace: "db", pod: "db-0" };

test.each([
  { form: "cgroupfs", id: `/kubepods/burstable/pod${UID}/3f2a`, uid: UID },
  {
    form: "systemd",
    id: `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UID.replaceAll("-", "_")}.slice/cri-containerd-3f2a.scope`,
    uid: UID,
  },
  {
    form: "a static pod's hash",
    id: "/kubepods/burstable/pod5f2c6d0a9b8e7f6a5b4c3d2e1f0a9b8c/3f2a",
    uid: "",
  },
  { form: "a unit of the system", id: "/system.slice/kubelet.service", uid: "" },
  { form: "nothing", id: "", uid: "" },
])("reads the uid out of $form", ({ id, uid }) => {
  expect(uidOfCgroup(id)).toBe(uid);
});

test("a series names its pod by uid, cgroup or the labels of old", () => {
  expect(podNameOf(seriesOf({ ...POD, uid: "a" }, [])).uid).toBe("a");
  expect(podNameOf(seriesOf({ ...POD, id: `/kubepods/pod${UID}` }, [])).uid).toBe(UID);
  expect(podNameOf(seriesOf({ namespace: "db", pod_name: "db-0" }, []))).toEqual({ ...POD, uid: "" });
});

test("a series without uid belongs to the pod of its name", () => {
  const lives = new PodLives();
  lives.learn([seriesOf({ ...POD, uid: "a" }, steady(0, 60))]);

  const parts = lives.attribute(seriesOf(POD, steady(0, 60)));

  expect(parts.map(({ pod }) => pod)).toEqual([{ ...POD, uid: "a" }]);
});

test("a series without uid is split where another pod took over its name", () => {
  const lives = new PodLives();
  lives.learn([
    seriesOf({ ...POD, uid: "a" }, steady(0, 20)),
    seriesOf({ ...POD, uid: "b" }, steady(24, 60)),
  ]);

  const parts = lives.attribute(seriesOf(POD, [...steady(0, 20), ...steady(24, 60)]));

  expect(parts.map(({ pod, series }) => [pod.uid, series.times.length])).toEqual([
    ["a", 21],
    ["b", 37],
  ]);
});

test("a pod whose uid nobody tells has none", () => {
  expect(new PodLives().attribute(seriesOf(POD, steady(0, 1)))[0]?.pod).toEqual({ ...POD, uid: "" });
  expect(new PodLives().candidates(seriesOf(POD, []))).toEqual([{ ...POD, uid: "" }]);
});

test("a series without times may be about any pod of its name", () => {
  const lives = new PodLives();
  lives.learn([
    seriesOf({ ...POD, uid: "a" }, steady(0, 20)),
    seriesOf({ ...POD, uid: "b" }, steady(24, 60)),
  ]);

  expect(lives.candidates(seriesOf(POD, [])).map(({ uid }) => uid)).toEqual(["a", "b"]);
  expect(lives.candidates(seriesOf({ ...POD, uid: "c" }, [])).map(({ uid }) => uid)).toEqual(["c"]);
});
