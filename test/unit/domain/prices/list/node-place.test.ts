import { expect, test } from "vitest";
import { nodePlace } from "../../../../../server/src/domain/prices/list/node-place.ts";

const ZONE = "topology_kubernetes_io_zone";

test.each([
  ["a provider id of AWS", { providerId: "aws:///eu-west-1a/i-0abc", region: "eu-west-1" }, "aws eu-west-1 "],
  ["the zone in AWS' provider id", { providerId: "aws:///eu-west-1a/i-0abc" }, "aws eu-west-1 "],
  ["GovCloud's", { providerId: "aws:///us-gov-east-1b/i-0abc" }, "aws us-gov-east-1 "],
  [
    "the zone in Google's provider id",
    { providerId: "gce://acme/europe-west1-b/gke-1" },
    "gcp europe-west1 ",
  ],
  [
    "Azure's, whose region is a label",
    { providerId: "azure:///subscriptions/S/x", region: "westeurope" },
    "azure westeurope ",
  ],
  [
    "Azure's in capitals",
    { providerId: "AZURE:///subscriptions/S/x", region: "WestEurope" },
    "azure westeurope ",
  ],
  ["a type's name alone", { instanceType: "Standard_D4s_v5", region: "eastus" }, "azure eastus "],
  ["another type's name", { instanceType: "m6i.xlarge", region: "us-east-1" }, "aws us-east-1 "],
  [
    "a local zone's label",
    { providerId: "aws:///x/i-0", region: "us-west-2", labels: { [ZONE]: "us-west-2-lax-1a" } },
    "aws us-west-2 us-west-2-lax-1",
  ],
  [
    "a local zone in the provider id",
    { providerId: "aws:///us-west-2-lax-1b/i-0", region: "us-west-2" },
    "aws us-west-2 us-west-2-lax-1",
  ],
  [
    "Wavelength's zone",
    { providerId: "aws:///us-east-1-wl1-atl-wlz-1/i-0", region: "us-east-1" },
    "aws us-east-1 us-east-1-wl1-atl",
  ],
])("tells a place by %s", (_by, node, place) => {
  const found = nodePlace({ providerId: "", instanceType: "", region: "", labels: {}, ...node });
  expect(`${found?.cloud} ${found?.region} ${found?.zoneGroup}`).toBe(place);
});

test.each([
  [
    "another cloud's provider id",
    { providerId: "openstack:///uuid", instanceType: "m1.large", region: "eu-west-1" },
  ],
  ["a machine of its owner's", { instanceType: "k3s", region: "home" }],
  ["no region", { providerId: "azure:///subscriptions/S/x", instanceType: "Standard_D4s_v5" }],
  ["nothing at all", {}],
])("knows no place by %s", (_by, node) => {
  expect(nodePlace({ providerId: "", instanceType: "", region: "", labels: {}, ...node })).toBeNull();
});
