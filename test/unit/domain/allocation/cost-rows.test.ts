import { expect, test } from "vitest";
import { containerRow, namespaceRow, podRow } from "../../../../server/src/domain/allocation/cost-rows.ts";
import { noMeasures } from "../../../../server/src/domain/allocation/measures.ts";
import { createContainer, createPod } from "../../../support/observations.ts";

const pod = createPod({ labels: { team: "payments" } });
const owner = {
  namespace: "shop",
  controllerKind: "Deployment",
  controller: "web",
  pod: "web-1",
  podUid: "uid-web-1",
  node: "node-1",
  labels: { team: "payments" },
  namespaceLabels: {},
  span: 0,
  asset: null,
};

test("a container's row tells everything of whom it belongs to", () => {
  const measures = { ...noMeasures(), cpuNano: 5n };

  const row = containerRow({ pod, container: createContainer({ name: "nginx" }) }, measures, true);

  expect(row).toEqual({ kind: "container", ...owner, container: "nginx", scaled: true, measures });
});

test("a pod's row has no container and is never scaled", () => {
  const measures = { ...noMeasures(), volumeNano: 5n };

  expect(podRow(pod, "pod", measures)).toEqual({
    kind: "pod",
    ...owner,
    container: "",
    scaled: false,
    measures,
  });
});

test.each([
  { kind: "service", podName: "" },
  { kind: "unmounted", podName: "__unmounted__" },
] as const)("a $kind row belongs to no pod: it stands under the name '$podName'", ({ kind, podName }) => {
  const row = namespaceRow(
    kind,
    { namespace: "shop", controllerKind: "Service", controller: "front" },
    noMeasures(),
  );

  expect(row).toEqual({
    kind,
    namespace: "shop",
    controllerKind: "Service",
    controller: "front",
    pod: podName,
    podUid: "",
    container: "",
    node: "",
    labels: {},
    namespaceLabels: {},
    span: 0,
    asset: null,
    scaled: false,
    measures: noMeasures(),
  });
});
