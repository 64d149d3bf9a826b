import { expect, test } from "vitest";
import { readMachineType } from "../../../../../server/src/domain/prices/list/machine-type.ts";

test.each([
  [
    "aws",
    "m8i-flex.2xlarge",
    { name: "m8i-flex", line: "m*i-flex", generation: 8, maker: "intel", size: "2xlarge" },
  ],
  ["aws", "c7gn.metal", { name: "c7gn", line: "c*gn", generation: 7, maker: "arm", size: "metal" }],
  ["aws", "a1.large", { name: "a1", line: "a*", generation: 1, maker: "arm", size: "large" }],
  ["aws", "r5ad.24xlarge", { name: "r5ad", line: "r*ad", generation: 5, maker: "amd", size: "24xlarge" }],
  [
    "aws",
    "u-6tb1.112xlarge",
    { name: "u-6tb1", line: "u*tb1", generation: 6, maker: "intel", size: "112xlarge" },
  ],
  [
    "azure",
    "Standard_E32-8ads_v5",
    { name: "E*ads_v5", line: "E*ads", generation: 5, maker: "amd", size: "32-8" },
  ],
  ["azure", "Standard_D4s_v3", { name: "D*s_v3", line: "D*s", generation: 3, maker: "intel", size: "4" }],
  ["azure", "standard_d4ps_v6", { name: "D*ps_v6", line: "D*ps", generation: 6, maker: "arm", size: "4" }],
  [
    "azure",
    "Standard_NC24ads_A100_v4",
    { name: "NC*ads_A100_v4", line: "NC*ads_A100", generation: 4, maker: "amd", size: "24" },
  ],
  [
    "azure",
    "Standard_M24ds-12_v3",
    { name: "M*ds_v3", line: "M*ds", generation: 3, maker: "intel", size: "24-12" },
  ],
  ["azure", "Standard_A2", { name: "A*_v1", line: "A*", generation: 1, maker: "intel", size: "2" }],
  [
    "gcp",
    "n2d-standard-8",
    { name: "n2d-standard", line: "n*d-standard", generation: 2, maker: "amd", size: "8" },
  ],
  [
    "gcp",
    "t2a-standard-4",
    { name: "t2a-standard", line: "t*a-standard", generation: 2, maker: "arm", size: "4" },
  ],
  [
    "gcp",
    "e2-medium",
    { name: "e2-medium", line: "e*-medium", generation: 2, maker: "intel", size: "medium" },
  ],
  [
    "gcp",
    "a2-highgpu-1g",
    { name: "a2-highgpu", line: "a*-highgpu", generation: 2, maker: "intel", size: "1g" },
  ],
] as const)("reads the name of %s %s", (cloud, type, machine) => {
  expect(readMachineType(cloud, type)).toMatchObject(machine);
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
