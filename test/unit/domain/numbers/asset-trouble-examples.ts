import { migFraction } from "../../../../server/src/sources/prometheus/accelerators/accelerator-resources.ts";
import { nodeDevices } from "../../../../server/src/sources/prometheus/accelerators/node-devices.ts";
import { believablePrices } from "../../../../server/src/sources/prometheus/series/believable.ts";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { agreedPrice } from "../../../../server/src/domain/prices/agreed-price.ts";
import { bookOf } from "../../../../server/src/domain/prices/book-rules.ts";
import { nodeRates } from "../../../../server/src/domain/prices/node-rates.ts";
import { FARGATE_STEPS, steppedUp } from "../../../../server/src/domain/prices/pod-steps.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { serverSize, shareFiler } from "../../../../server/src/domain/volumes/share-filer.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  createVolume,
  everyMinute,
  gib,
  HOUR,
  minutesBetween,
} from "../../../support/observations.ts";
import type { Computation, Given } from "./given.ts";
import { allocate, allocateOnNode, createPricedNode, money, sumOf } from "./hours.ts";

const NANO = 1e9;
const NOBODY = { measured: null, labelled: null, counted: null, replicasOf: () => 0, slice: null };

function priceText(pico: bigint): string {
  return (Number(pico) / 1e12).toFixed(12);
}

/** What a pod that requests so much of a device pays for an hour. */
function gpuBill(given: Given, gpus: number): Record<string, string> {
  const node = createPricedNode({ perGpuHour: given.number("price of a GPU-hour") });
  const hour = allocateOnNode(node, { ...createContainer(), gpuRequest: everyMinute(gpus) });
  const { gpuNano, gpuNanoHours } = sumOf(hour);
  return { "billed, GPU-hours": String(Number(gpuNanoHours) / NANO), cost: money(gpuNano) };
}

/** The examples about what sources contradict themselves in. */
export const ASSET_TROUBLE_EXAMPLES: Readonly<Record<string, Computation>> = {
  "a GPU that is offered twelve times": (given) => {
    const offers = [{ resource: "nvidia_com_gpu", count: given.number("GPUs that the node offers") }];
    const counted = given.number("GPUs that the price exporter counts");
    const { count, worth } = nodeDevices(offers, { ...NOBODY, counted });
    const requested = given.number("a pod requests, of those offered");

    return {
      "GPUs that are paid": String(count),
      ...gpuBill(given, requested * (worth.get("nvidia_com_gpu") ?? Number.NaN)),
    };
  },

  "a GPU that is cut into slices": (given) => {
    const slices = (profile: string) => ({
      resource: `nvidia_com_mig_${profile.replace(".", "_")}`,
      count: given.number(`slices \`mig-${profile}\` that the node offers`),
    });
    const offers = [slices("3g.47gb"), slices("1g.12gb")];
    const requested = given.number("a pod requests slices `mig-3g.47gb`");
    const part = migFraction("3g.47gb")?.fraction ?? Number.NaN;

    return {
      "GPUs that are paid": String(nodeDevices(offers, NOBODY).count),
      ...gpuBill(given, requested * part),
    };
  },

  "chips that the exporter does not price": (given) => {
    const size = { cpuCores: given.number("the node's cores"), gpus: given.number("the node's chips") };
    const ramGib = given.number("the node's GiB");
    const reported = agreedPrice(
      {
        perCpuCoreHour: given.number("price of a core-hour, from the exporter"),
        perRamGibHour: given.number("price of a GiB-hour, from the exporter"),
        perNodeHour: given.number("price of the node for an hour, from the exporter"),
      },
      { ...size, ramGib },
    ).price;
    const node = { ...createNode(), ...size, ramBytes: gib(ramGib), reported };
    const rates = nodeRates(node, HOUR, DEFAULT_PRICE_BOOK);

    return {
      "price of a core-hour": priceText(rates.perCpuCorePico),
      "price of a GiB-hour": priceText(rates.perRamGibPico),
      "price of a chip-hour": priceText(rates.perGpuPico),
    };
  },

  "a price that cannot be": (given) => {
    const values = given.text("prices of a core-hour in five samples").split(", ").map(Number);
    const series = {
      labels: {},
      times: Float64Array.from(values.keys()),
      values: Float64Array.from(values),
    };
    const usual = DEFAULT_PRICE_BOOK.defaults.perCpuCoreHour;

    return { "prices that are believed": believablePrices([series], { usual, most: 1e6 }).values.join(", ") };
  },

  "folders of one file server": (given) => {
    const bytes = gib(given.number("size of each of three folders, GiB"));
    const from = [0, 0, given.number("one of them is there from minute")];
    const folders = from.map((minute) => ({
      bytes,
      seenMinutes: minutesBetween(minute, 60),
      usedBytes: Number.NaN,
      systemBytes: Number.NaN,
    }));
    const sizes = shareFiler(folders, serverSize(folders));
    const perGibHour = given.number("price of a GiB-hour");
    const volumes = folders.map(({ seenMinutes }, index) =>
      createVolume({
        name: `share-${index}`,
        namespace: index < 2 ? "stayed" : "came",
        capacityBytes: sizes[index] ?? 0,
        seenMinutes,
        perGibHour,
        mounts: [],
      }),
    );
    const hour = allocate({ volumes });
    const costOf = (namespace: string): string =>
      money(sumOf(hour, (row) => row.namespace === namespace).volumeNano);

    return {
      "cost of the two that are there all hour": costOf("stayed"),
      "cost of the one that came": costOf("came"),
      "cost of the server": money(sumOf(hour).volumeNano),
    };
  },

  "a volume of formal size": (given) => {
    const folder = {
      bytes: gib(given.number("size that is stated, GiB")),
      seenMinutes: everyMinute(1),
      usedBytes: gib(given.number("used, GiB")),
      systemBytes: Number.NaN,
    };
    const [capacityBytes = 0] = shareFiler([folder], folder.usedBytes);
    const volume = createVolume({
      capacityBytes,
      perGibHour: given.number("price of a GiB-hour"),
      mounts: [],
    });

    return { cost: money(sumOf(allocate({ volumes: [volume] })).volumeNano) };
  },

  "a pod on Fargate": (given) => {
    const cpuCores = given.number("requested, cores");
    const ramGib = given.number("requested, GiB");
    const prices = {
      perPodCpuCoreHour: given.number("price of a pod's core-hour"),
      perPodRamGibHour: given.number("price of a pod's GiB-hour"),
    };
    const book = bookOf({ name: "fargate", prices: [{ kind: "node", ...prices, podSteps: "fargate" }] });
    const container = {
      ...createContainer(),
      cpuRequestCores: everyMinute(cpuCores),
      ramRequestBytes: everyMinute(gib(ramGib)),
    };
    const observation = { nodes: [createNode()], pods: [createPod({ containers: [container] })] };
    const { cpuNano, ramNano } = sumOf(allocateHour(createObservation(observation), book));
    const paid = steppedUp({ cpuCores, ramGib }, FARGATE_STEPS);

    return {
      "paid, cores": String(paid.cpuCores),
      "paid, GiB": String(paid.ramGib),
      "cost of its CPU": money(cpuNano),
      "cost of its memory": money(ramNano),
    };
  },
};
