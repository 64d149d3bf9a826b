import { expect, test } from "vitest";
import type { RecordedRow } from "../../../support/opencost/recorded-opencost.ts";
import { minutes, observed, withAllocations } from "./observed.ts";

const GIB = 2 ** 30;

const isApi = ({ properties }: RecordedRow): boolean => properties["container"] === "api";
const NO_TRAFFIC = { networkCrossZoneCost: 0, networkCrossRegionCost: 0, networkInternetCost: 0 };

test("money for traffic becomes the bytes that cost as much, by how far they went", async () => {
  const costs = { networkCrossZoneCost: 0.02, networkCrossRegionCost: 0.01, networkInternetCost: 0.24 };
  const quiet = await observed(withAllocations(() => true, NO_TRAFFIC));
  const { network, networkPrices, seenByKind } = await observed((answers) =>
    withAllocations(isApi, costs)(withAllocations(() => true, NO_TRAFFIC)(answers)),
  );

  expect(network).toEqual([
    {
      namespace: "payments",
      pod: "api-tqb28kj2b-577wg",
      podUid: "",
      zoneBytes: 2 * GIB,
      regionBytes: GIB,
      internetBytes: 2 * GIB,
    },
  ]);
  expect(networkPrices).toEqual({ perZoneGib: 0.01, perRegionGib: 0.01, perInternetGib: 0.12 });
  expect(minutes(seenByKind.network)).toBe(60);
  expect(quiet.network).toBeNull();
  expect(minutes(quiet.seenByKind.network)).toBe(0);
});

test("what went through a NAT gateway counts as sent to the internet", async () => {
  const nat = { ...NO_TRAFFIC, networkNatGatewayEgressCost: 0.09, networkNatGatewayIngressCost: 0.03 };

  const { network } = await observed((answers) =>
    withAllocations(isApi, nat)(withAllocations(() => true, NO_TRAFFIC)(answers)),
  );

  expect(network?.map(({ internetBytes }) => internetBytes)).toEqual([GIB]);
});
