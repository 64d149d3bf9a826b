import { expect, test } from "vitest";
import {
  ACCELERATOR_PATTERN,
  acceleratorUnit,
  isUnknownAccelerator,
} from "../../../../server/src/sources/prometheus/accelerators/accelerator-resources.ts";

test.each([
  { resource: "nvidia_com_gpu", family: "nvidia", fraction: 1 },
  { resource: "nvidia.com/gpu.shared", family: "nvidia", fraction: 1 },
  { resource: "nvidia_com_mig_3g_47gb", family: "nvidia", fraction: 3 / 7 },
  { resource: "nvidia_com_mig_1g_12gb_me", family: "nvidia", fraction: 1 / 7 },
  { resource: "nvidia_com_mig_7g_80gb", family: "nvidia", fraction: 1 },
  { resource: "nvidia_com_mig_2g_12gb", family: "nvidia", fraction: 1 / 2 },
  { resource: "nvidia_com_mig_4g_24gb", family: "nvidia", fraction: 1 },
  { resource: "amd_com_gpu", family: "amd", fraction: 1 },
  { resource: "amd_com_cpx_nps4", family: "amd", fraction: 1 / 8 },
  { resource: "gpu_intel_com_i915", family: "intel", fraction: 1 },
  { resource: "gpu_intel_com_xe", family: "intel", fraction: 1 },
  { resource: "habana_ai_gaudi", family: "habana", fraction: 1 },
  { resource: "aws_amazon_com_neuron", family: "neuron", fraction: 1 },
  { resource: "aws_amazon_com_neurondevice", family: "neuron", fraction: 1 },
  { resource: "aws_amazon_com_neuroncore", family: "neuron", fraction: 1 / 2 },
  { resource: "google_com_tpu", family: "tpu", fraction: 1 },
  { resource: "huawei_com_Ascend910", family: "huawei", fraction: 1 },
  { resource: "rockchip_com_npu", family: "rockchip", fraction: 1 },
  { resource: "qualcomm_com_qaic", family: "qualcomm", fraction: 1 },
  { resource: "acme_example_npu", family: "acme_example_npu", fraction: 1 },
])("$resource is $fraction of a device of $family", ({ resource, family, fraction }) => {
  const unit = acceleratorUnit(resource);

  expect([unit?.family, unit?.fraction]).toEqual([family, fraction]);
});

test.each([
  "cpu",
  "memory",
  "hugepages_2Mi",
  "ephemeral_storage",
  "attachable_volumes_aws_ebs",
  "nvidia_com_gpumem",
  "nvidia_com_gpumem_percentage",
  "nvidia_com_gpucores",
  "aliyun_com_gpu_mem",
  "volcano_sh_vgpu_memory",
  "gpu_intel_com_millicores",
  "gpu_intel_com_i915_monitoring",
  "nvidia_com_hostdev",
  "devices_kubevirt_io_kvm",
])("%s is no device", (resource) => {
  expect(acceleratorUnit(resource)).toBeNull();
});

test.each([
  { resource: "acme_example_npu", is: true },
  { resource: "nvidia_com_hostdev", is: true },
  { resource: "nvidia_com_gpu", is: false },
  { resource: "nvidia_com_gpumem", is: false },
  { resource: "cpu", is: false },
  { resource: "hugepages_2Mi", is: false },
])("$resource is an accelerator that nobody knows: $is", ({ resource, is }) => {
  expect(isUnknownAccelerator(resource)).toBe(is);
});

test.each([
  "nvidia_com_mig_3g_47gb",
  "habana_ai_gaudi",
  "aws_amazon_com_neuroncore",
  "google_com_tpu",
  "huawei_com_Ascend910",
  "acme_example_npu",
  "gpu_intel_com_xe",
])("a query asks for %s", (resource) => {
  expect(new RegExp(`^(?:${ACCELERATOR_PATTERN})$`).test(resource)).toBe(true);
});

test.each(["cpu", "memory", "pods", "hugepages_1Gi", "ephemeral_storage"])(
  "a query does not ask for %s as an accelerator",
  (resource) => {
    expect(new RegExp(`^(?:${ACCELERATOR_PATTERN})$`).test(resource)).toBe(false);
  },
);
