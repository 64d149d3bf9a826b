import { MINUTE_MS, type Instant } from "@kubecent/shared";
import type { Span, World, WorldNode } from "../world.ts";
import { constant, STATE } from "./constant.ts";
import type { Sample } from "../emit.ts";
import { hasLabel, type MakeTrouble, pickMoment } from "./trouble.ts";

/** A node is taken back and its object deleted; its pods stay as objects that "run". */
export const goneNode: MakeTrouble = (scene) => {
  const { world, dice } = scene;
  const node = dice.pick(world.nodes.filter(({ from, gpus }) => from === 0 && gpus === 0));
  const moment = Math.ceil(pickMoment(scene) / MINUTE_MS) * MINUTE_MS;
  const own = world.pods.filter((pod) => pod.node === node.name);
  const isOfNode = ({ series }: Sample): boolean =>
    series.startsWith("kube_node_") || series.startsWith("node_") || series.startsWith("kubecost_node_")
      ? hasLabel(series, "node", node.name)
      : hasLabel(series, "instance", `${node.address}:10250`);
  return {
    name: `${node.name} is taken back, and its pods stay as objects`,
    touched: [...new Set(own.map(({ namespace }) => namespace))],
    record: (sample) => (sample.time >= moment && isOfNode(sample) ? [] : [sample]),
    truth: (before) => endNode(before, node, moment),
  };
};

/** The world in which a node, and all that ran on it, ended then. */
export function endNode(world: World, node: WorldNode, until: Instant): World {
  const cut = (span: Span): Span => ({ ...span, until: Math.min(span.until, until) });
  return {
    ...world,
    nodes: world.nodes.map((each) => (each.name === node.name ? { ...each, ...cut(each) } : each)),
    pods: world.pods.map((pod) =>
      pod.node === node.name
        ? {
            ...pod,
            lived: cut(pod.lived),
            containers: pod.containers.map((container) => ({
              ...container,
              runs: container.runs.map(cut).filter(({ from, until: end }) => from < end),
            })),
          }
        : pod,
    ),
  };
}

/** A virtual node, whose capacity is a limit: nothing of it costs anything but its pods, and it has none. */
export const virtualNode: MakeTrouble = (scene) => {
  const node = "virtual-node-aci-linux";
  return {
    name: "a virtual node of 10,000 cores",
    touched: [],
    record: (sample) => [sample],
    extra: () => [
      ...constant(scene, `kube_node_info{${STATE},node="${node}",internal_ip="10.9.9.9"}`, 1),
      ...constant(scene, `kube_node_labels{${STATE},node="${node}",label_type="virtual-kubelet"}`, 1),
      ...constant(scene, `kube_node_status_capacity{${STATE},node="${node}",resource="cpu"}`, 10_000),
      ...constant(scene, `kube_node_status_capacity{${STATE},node="${node}",resource="memory"}`, 4 * 2 ** 40),
    ],
  };
};

/** A volume whose size is a form: nobody bills ten pebibytes. */
export const formalVolume: MakeTrouble = (scene) => ({
  name: "a volume of 10 PiB",
  touched: ["media"],
  record: (sample) => [sample],
  extra: () => [
    ...constant(
      scene,
      `kube_persistentvolume_capacity_bytes{${STATE},persistentvolume="pvc-efs"}`,
      10 * 2 ** 50,
    ),
    ...constant(
      scene,
      `kube_persistentvolumeclaim_info{${STATE},namespace="media",persistentvolumeclaim="shared",volumename="pvc-efs",storageclass="efs"}`,
      1,
    ),
    ...constant(
      scene,
      `kube_persistentvolume_info{${STATE},persistentvolume="pvc-efs",storageclass="efs",csi_driver="efs.csi.aws.com",csi_volume_handle="fs-1"}`,
      1,
    ),
  ],
});

/** A load balancer that has been pending all along, where others have an address. */
export const pendingLoadBalancer: MakeTrouble = (scene) => ({
  name: "a load balancer that never came to be",
  touched: ["media"],
  record: (sample) => [sample],
  extra: () => [
    ...constant(
      scene,
      `kube_service_spec_type{${STATE},namespace="media",service="waits",type="LoadBalancer"}`,
      1,
    ),
    ...scene.world.loadBalancers.flatMap(({ namespace, service, from, until }) =>
      constant(
        scene,
        `kube_service_status_load_balancer_ingress{${STATE},namespace="${namespace}",service="${service}",ip="34.1.1.1",hostname=""}`,
        1,
      ).filter(({ time }) => time >= from && time < until),
    ),
  ],
});
