import { MINUTE_MS } from "@kubecent/shared";
import type { Sample } from "../emit.ts";
import { isOf, type MakeTrouble, pickMoment, pickVictim } from "./trouble.ts";

const IMPOSSIBLE = ["18446744073709551615", "1e300", "-5", "NaN", "+Inf", "9223372036854775807"];

/** The CPU counter of a container goes back by a little now and then, and on from there. */
export const cpuDips: MakeTrouble = (scene) => {
  const { pod, container } = pickVictim(scene);
  const of = { pod: pod.name, container: container.name };
  const moments = [0, 1, 2].map(() => pickMoment(scene));
  return {
    name: `CPU of ${pod.name} goes back by 0.02 s`,
    touched: [pod.namespace],
    record: (sample) => {
      if (!isOf(sample, "container_cpu_usage_seconds_total", of)) return [sample];
      const dips = moments.some((moment) => sample.time >= moment && sample.time < moment + MINUTE_MS);
      return [dips ? { ...sample, value: String(Math.max(0, Number(sample.value) - 0.02)) } : sample];
    },
  };
};

/** One sample of one series is a number that cannot be. */
function oneBadSample(metric: string, what: string): MakeTrouble {
  return (scene) => {
    const { pod, container } = pickVictim(scene);
    const of = { pod: pod.name, container: container.name };
    const moment = pickMoment(scene);
    const value = scene.dice.pick(IMPOSSIBLE);
    let isDone = false;
    return {
      name: `one sample of ${what} of ${pod.name} is ${value}`,
      touched: [pod.namespace],
      record: (sample) => {
        if (isDone || sample.time < moment || !isOf(sample, metric, of)) return [sample];
        isDone = true;
        return [{ ...sample, value }];
      },
    };
  };
}

export const badCpu = oneBadSample("container_cpu_usage_seconds_total", "CPU");
export const badRam = oneBadSample("container_memory_working_set_bytes", "RAM");
export const badRequest = oneBadSample("kube_pod_container_resource_requests", "requests");

/** One price of a node, or its size, is a number that cannot be. */
export const badNode: MakeTrouble = ({ world, dice, observed }) => {
  const node = dice.pick(world.nodes.filter(({ from, until }) => from === 0 && until > observed.until));
  const metric = dice.pick(["node_cpu_hourly_cost", "node_ram_hourly_cost", "kube_node_status_capacity"]);
  const value = dice.pick([...IMPOSSIBLE, "499"]);
  const moment = observed.from + dice.between(0.1, 0.9) * (observed.until - observed.from);
  let isDone = false;
  return {
    name: `one sample of ${metric} of ${node.name} is ${value}`,
    touched: [],
    record: (sample) => {
      if (isDone || sample.time < moment || !isOf(sample, metric, { node: node.name })) return [sample];
      isDone = true;
      return [{ ...sample, value }];
    },
  };
};

/** Targets slow down within an hour: of four samples three are missing from then on. */
export const slowTargets: MakeTrouble = (scene) => {
  const moment = pickMoment(scene);
  const counts = new Map<string, number>();
  const isKept = ({ series }: Sample): boolean => {
    const count = counts.get(series) ?? 0;
    counts.set(series, count + 1);
    return count % 4 === 0;
  };
  return {
    name: "targets are scraped four times more rarely from a moment on",
    touched: [],
    isCoarse: true,
    record: (sample) => {
      const isSlow = /job="(?:kubelet|kube-state-metrics|network-costs)"/.test(sample.series);
      return !isSlow || sample.time < moment || isKept(sample) ? [sample] : [];
    },
  };
};

/** A traffic counter goes back by some bytes, and on from there. */
export const trafficBack: MakeTrouble = (scene) => {
  const pod = scene.dice.pick(scene.world.pods.filter(({ traffic }) => traffic !== null));
  const moment = pickMoment(scene);
  return {
    name: `traffic of ${pod.name} goes back by 40 bytes`,
    touched: [pod.namespace],
    record: (sample) => {
      const isBack = sample.time >= moment && sample.time < moment + 2 * MINUTE_MS;
      if (!isBack || !isOf(sample, "kubecost_pod_network_egress_bytes_total", { pod_name: pod.name }))
        return [sample];
      return [{ ...sample, value: String(Math.max(0, Number(sample.value) - 40)) }];
    },
  };
};
