import type { Instant } from "@kubecent/shared";
import type { Emit } from "./emit.ts";
import { scrapeCopied, scrapeNodeLabels } from "./scrape-copied.ts";
import { factsAt, isWithin, type World } from "./world.ts";

/** What OpenCost's exporter tells of the world at an instant: prices, and its copies. */
export function scrapeExporter(world: World, time: Instant, emit: Emit): void {
  if (world.watch.hasCopies) {
    scrapeCopied(world, time, emit, { hasUid: true });
    scrapeNodeLabels(world, time, emit);
  }
  for (const node of world.nodes.filter((each) => isWithin(each, time))) {
    const labels = {
      node: node.name,
      exported_instance: node.name,
      instance_type: "m6i",
      region: "eu-west-1",
    };
    const { perCpuCoreHour, perRamGibHour, perGpuHour } = factsAt(node.prices, time);
    emit("node_cpu_hourly_cost", labels, perCpuCoreHour);
    emit("node_ram_hourly_cost", labels, perRamGibHour);
    emit("node_gpu_hourly_cost", labels, perGpuHour);
    emit("node_gpu_count", labels, 1);
    emit("kubecost_node_is_spot", labels, Number(node.isSpot));
  }
  for (const { name, perGibHour } of world.volumes.filter((each) => isWithin(each, time))) {
    emit("pv_hourly_cost", { persistentvolume: name, volumename: name, provider_id: "" }, perGibHour);
  }
  for (const each of world.loadBalancers.filter((service) => isWithin(service, time))) {
    const { namespace, service, perHour } = each;
    emit(
      "kubecost_load_balancer_cost",
      { namespace, service_name: service, ingress_ip: "34.1.1.1" },
      perHour,
    );
  }
  emit("kubecost_cluster_management_cost", { provisioner_name: "EKS" }, world.feePerHour);
  for (const reach of ["zone", "region", "internet"] as const) {
    emit(`kubecost_network_${reach}_egress_cost`, {}, world.networkPrices[reach]);
  }
}
