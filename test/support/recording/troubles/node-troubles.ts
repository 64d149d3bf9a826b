import { MINUTE_MS } from "@kubecent/shared";
import { factsAt, type World, type WorldNode } from "../world.ts";
import { constant, STATE } from "./constant.ts";
import { endNode } from "./object-troubles.ts";
import { hasLabel, isOf, type MakeTrouble, pickMoment, type Scene, withLabels } from "./trouble.ts";

/** From the fifth minute in which nothing is heard of a machine it is not paid. */
const PAID_MINUTES = 5;

function pickNode({ world, dice, observed }: Scene): WorldNode {
  return dice.pick(
    world.nodes.filter(({ from, until, gpus }) => from === 0 && until > observed.until && gpus === 0),
  );
}

function pickMinute(scene: Scene): number {
  return Math.ceil(pickMoment(scene) / MINUTE_MS) * MINUTE_MS;
}

/** A machine is off from a moment on: its kubelet is silent, its node and its pods stand as objects. */
export const lostNode: MakeTrouble = (scene) => {
  const node = pickNode(scene);
  const moment = pickMinute(scene);
  const ready = (status: string) =>
    `kube_node_status_condition{${STATE},node="${node.name}",condition="Ready",status="${status}"}`;
  return {
    name: `${node.name} is off, and stays as an object`,
    touched: scene.world.pods.filter((pod) => pod.node === node.name).map(({ namespace }) => namespace),
    record: (sample) =>
      sample.time >= moment && hasLabel(sample.series, "instance", `${node.address}:10250`) ? [] : [sample],
    extra: () => [
      ...constant(scene, ready("true"), (time) => Number(time < moment)),
      ...constant(scene, ready("unknown"), (time) => Number(time >= moment)),
    ],
    truth: (before) => endNode(before, node, moment + PAID_MINUTES * MINUTE_MS),
  };
};

/** A node's name passes to a dearer machine: another provider id, and other prices. */
export const reusedName: MakeTrouble = (scene) => {
  const node = pickNode(scene);
  const moment = pickMinute(scene);
  const isDearer = scene.dice.chance(0.5);
  const factor = isDearer ? 2 : 0.5;
  return {
    name: `the name ${node.name} passes to a machine at ${factor} times the price`,
    touched: scene.world.pods.filter((pod) => pod.node === node.name).map(({ namespace }) => namespace),
    record: (sample) => {
      if (sample.time < moment || !hasLabel(sample.series, "node", node.name)) return [sample];
      if (isOf(sample, "kube_node_info")) {
        return [{ ...sample, series: sample.series.replace('provider_id="', 'provider_id="other-') }];
      }
      const isPrice = /^node_(?:cpu|ram)_hourly_cost\{/.test(sample.series);
      if (!isPrice) return [sample];
      return [
        withLabels({ ...sample, value: String(Number(sample.value) * factor) }, { provider_id: "other" }),
      ];
    },
    truth: (before) => repriced(before, { name: node.name, moment, factor }),
  };
};

function repriced(
  world: World,
  { name, moment, factor }: { readonly name: string; readonly moment: number; readonly factor: number },
): World {
  const nodes = world.nodes.map((node): WorldNode => {
    if (node.name !== name) return node;
    const before = node.prices.filter(({ from }) => from < moment);
    const later = [{ from: moment, facts: factsAt(node.prices, moment) }].concat(
      node.prices.filter(({ from }) => from > moment),
    );
    const dearer = later.map(({ from, facts }) => ({
      from,
      facts: {
        ...facts,
        perCpuCoreHour: facts.perCpuCoreHour * factor,
        perRamGibHour: facts.perRamGibHour * factor,
      },
    }));
    return { ...node, prices: [...before, ...dearer] };
  });
  return { ...world, nodes };
}

/** A node's price is 499 times itself for five minutes. */
export const priceSpike: MakeTrouble = (scene) => {
  const node = pickNode(scene);
  const moment = pickMoment(scene);
  return {
    name: `a price of ${node.name} is 499 times itself for five minutes`,
    touched: [],
    record: (sample) => {
      const isSpike = sample.time >= moment && sample.time < moment + 5 * MINUTE_MS;
      if (!isSpike || !isOf(sample, "node_cpu_hourly_cost", { node: node.name })) return [sample];
      return [{ ...sample, value: String(Number(sample.value) * 499) }];
    },
  };
};
