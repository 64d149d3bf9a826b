import { expect, test } from "vitest";
import { readMachineType } from "../../../../../server/src/domain/prices/list/machine-type.ts";

test.each([
  ["aws", "m8i-flex.2xlarge", "m8i-flex", "m*i-flex", 8, "intel", "2xlarge"],
  ["aws", "c7gn.metal", "c7gn", "c*gn", 7, "arm", "metal"],
  ["aws", "a1.large", "a1", "a*", 1, "arm", "large"],
  ["aws", "r5ad.24xlarge", "r5ad", "r*ad", 5, "amd", "24xlarge"],
  ["aws", "u-6tb1.112xlarge", "u-6tb1", "u*tb1", 6, "intel", "112xlarge"],
  ["azure", "Standard_E32-8ads_v5", "E*ads_v5", "E*ads", 5, "amd", "32-8"],
  ["azure", "Standard_D4s_v3", "D*s_v3", "D*s", 3, "intel", "4"],
  ["azure", "standard_d4ps_v6", "D*ps_v6", "D*ps", 6, "arm", "4"],
  ["azure", "Standard_NC24ads_A100_v4", "NC*ads_A100_v4", "NC*ads_A100", 4, "amd", "24"],
  ["azure", "Standard_M24ds-12_v3", "M*ds_v3", "M*ds", 3, "intel", "24-12"],
  ["azure", "Standard_A2", "A*_v1", "A*", 1, "intel", "2"],
  ["gcp", "n2d-standard-8", "n2d-standard", "n*d-standard", 2, "amd", "8"],
  ["gcp", "t2a-standard-4", "t2a-standard", "t*a-standard", 2, "arm", "4"],
  ["gcp", "e2-medium", "e2-medium", "e*-medium", 2, "intel", "medium"],
  ["gcp", "a2-highgpu-1g", "a2-highgpu", "a*-highgpu", 2, "intel", "1g"],
] as const)("reads the name of %s %s", (cloud, type, name, line, generation, maker, size) => {
  expect(readMachineType(cloud, type)).toMatchObject({ name, line, generation, maker, size });
});

test.each([
  ["aws", "Standard_D4s_v3"],
  ["azure", "m5.large"],
  ["gcp", "m5.large"],
  ["aws", "k3s"],
  ["gcp", ""],
] as const)("%s has no type %s", (cloud, type) => {
  expect(readMachineType(cloud, type)).toBeNull();
});
