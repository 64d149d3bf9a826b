import { expect, test } from "vitest";
import { assetPlaces } from "../../../../server/src/domain/allocation/asset-places.ts";
import { measureHour } from "../../../../server/src/domain/allocation/measure-hour.ts";
import type { AssetKey, CostRow } from "../../../../server/src/domain/allocation/measured-hour.ts";
import type { NodePlace } from "../../../../server/src/domain/prices/list/node-place.ts";
import type { NodeObservation } from "../../../../server/src/domain/observation.ts";
import {
  createContainer,
  createMount,
  createNode,
  createObservation,
  createPod,
  createVolume,
} from "../../../support/observations.ts";

const OREGON = createNode({ name: "oregon", region: "us-west-2", providerId: "aws:///us-west-2a/i-1" });
const LOCAL = createNode({ name: "local", region: "us-west-2", providerId: "aws:///us-west-2-lax-1a/i-2" });
const NOWHERE = createNode({ name: "without-a-place" });

const VOLUME: AssetKey = {
  kind: "volume",
  namespace: "shop",
  name: "pv-1",
  providerId: "",
  storageClass: "",
};
const BALANCER: AssetKey = { ...VOLUME, kind: "loadBalancer", name: "front" };

function placeOf(
  asset: AssetKey,
  nodes: readonly NodeObservation[],
  rows?: readonly CostRow[],
): NodePlace | null {
  const measured = measureHour(createObservation({ nodes }));
  return assetPlaces({ nodes: measured.nodes, ...(rows && { rows }) })(asset);
}

/** The rows of an hour in which a pod on a node has the volume. */
function rowsOn(node: NodeObservation): readonly CostRow[] {
  const pod = createPod({ node: node.name, containers: [createContainer({ cpuRequest: 1 })] });
  const volumes = [createVolume({ name: "pv-1", mounts: [createMount()] })];
  return measureHour(createObservation({ nodes: [node], pods: [pod], volumes })).rows;
}

test("a load balancer of nodes in a local zone stands in its region, a volume in the local zone", () => {
  const region = { cloud: "aws", region: "us-west-2", zoneGroup: "" };
  const zone = { cloud: "aws", region: "us-west-2", zoneGroup: "us-west-2-lax-1" };

  expect(placeOf(BALANCER, [LOCAL])).toEqual(region);
  expect(placeOf(BALANCER, [LOCAL, OREGON])).toEqual(region);
  expect(placeOf(VOLUME, [LOCAL])).toEqual(zone);
});

test("a volume of nodes in a region and in a local zone of it stands nowhere, unless a pod says where", () => {
  expect(placeOf(VOLUME, [LOCAL, OREGON])).toBeNull();
  expect(placeOf(VOLUME, [LOCAL, OREGON], rowsOn(OREGON))).toMatchObject({ zoneGroup: "" });
  expect(placeOf(VOLUME, [LOCAL, OREGON], rowsOn(LOCAL))).toMatchObject({ zoneGroup: "us-west-2-lax-1" });
});

test("where one node's place is not known, nothing stands anywhere", () => {
  expect(placeOf(VOLUME, [OREGON, NOWHERE])).toBeNull();
  expect(placeOf(VOLUME, [NOWHERE, OREGON])).toBeNull();
  expect(placeOf(BALANCER, [OREGON, NOWHERE])).toBeNull();
  expect(placeOf(BALANCER, [])).toBeNull();
});

test.each(["", "another"])(
  "a row of another asset of the same name, on node %j, does not move a volume",
  (node) => {
    const [row] = rowsOn(OREGON);
    if (!row) throw new Error("The pod has no row");
    const other = { ...row, node, asset: { ...BALANCER, name: "pv-1" } };

    expect(placeOf(VOLUME, [OREGON], [other])).toEqual(placeOf(VOLUME, [OREGON]));
  },
);
