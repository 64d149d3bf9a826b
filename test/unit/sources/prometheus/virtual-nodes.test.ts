import { expect, test } from "vitest";
import { virtualSign } from "../../../../server/src/sources/prometheus/assets/virtual-nodes.ts";

const machine = { name: "ip-10-0-0-1", providerId: "aws:///eu-west-1a/i-1", labels: {} };

test.each([
  { name: "virtual-node-aci-linux" },
  { name: "virtual-kubelet" },
  { name: "fargate-ip-10-0-1-2.eu-west-1.compute.internal" },
  { name: "gk3-shop-pool-1-0a1b2c3d-x1y2" },
  { labels: { type: "virtual-kubelet" } },
  { labels: { eks_amazonaws_com_compute_type: "fargate" } },
  { labels: { kubernetes_azure_com_role: "virtual-node" } },
  { labels: { cloud_google_com_compute_class: "Scale-Out" } },
  { labels: { liqo_io_type: "virtual-node" } },
  { providerId: "aws:///eu-west-1a/0c1d/fargate-ip-10-0-1-2.eu-west-1.compute.internal" },
  { taints: ["virtual-kubelet.io/provider"] },
  {
    providerId:
      "azure:///subscriptions/s/resourceGroups/r/providers/Microsoft.ContainerInstance/containerGroups/g",
  },
  { instanceType: "ek-standard-8" },
  { kubeletVersion: "v1.25.0-vk-azure-aci-1.6.2" },
])("a node is virtual by $name $labels $providerId $taints $instanceType $kubeletVersion", (signs) => {
  expect(virtualSign({ ...machine, ...signs })).not.toBeNull();
});

test.each([
  {},
  { labels: { type: "gpu", eks_amazonaws_com_compute_type: "ec2" } },
  { name: "my-virtual-kubelet" },
  { name: "gk3-shop-gpu-1", labels: { cloud_google_com_compute_class: "Accelerator" } },
  { kubeletVersion: "v1.34.1-eks-1a2b3c4" },
])("a machine is none: %o", (signs) => {
  expect(virtualSign({ ...machine, ...signs })).toBeNull();
});
