import { MINUTE_MS } from "@kubecent/shared";
import { FindingBook } from "../../../../server/src/domain/findings/finding-book.ts";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import type { NodeIdentity } from "../../../../server/src/domain/observation.ts";
import type { NodeRule } from "../../../../server/src/domain/prices/price-rule.ts";
import { lostPart } from "../../../../server/src/sources/prometheus/assets/node-ends.ts";
import { endWithNodes } from "../../../../server/src/sources/prometheus/pods/end-with-node.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  everyMinute,
  gib,
  HOUR,
  minutesBetween,
  ROUND_BOOK,
} from "../../../support/observations.ts";
import type { Computation } from "./given.ts";
import { allocate, allocateOnNode, createGivenNode, money, quantity, soleNode, sumOf } from "./hours.ts";

const MINUTES = 60;

function at(minute: number): number {
  return HOUR + minute * MINUTE_MS;
}

function identity(instanceType: string): NodeIdentity {
  return {
    providerId: "",
    instanceType,
    region: "",
    zone: "",
    pool: "",
    capacityType: "on-demand",
    told: {},
    labels: {},
  };
}

function rule(instanceType: string, perNodeHour: number): NodeRule {
  const always = { validFrom: null, validTo: null, confirmed: true };
  return { kind: "node", match: { instanceType }, perNodeHour, ...always };
}

/** The examples about nodes that are gone, lost, virtual, or another machine than before. */
export const NODE_EXAMPLES: Readonly<Record<string, Computation>> = {
  "a pod on a node that went": (given) => {
    const gone = given.number("the node went after minute") + 1;
    const until = given.number("the pod stands as Running until minute") + 1;
    const price = { perCpuCoreHour: given.number("price of a core-hour"), perRamGibHour: 0 };
    const container = createContainer({
      ran: minutesBetween(0, until),
      cpuRequest: given.number("the pod requests, cores"),
    });
    const pods = [
      {
        observation: createPod({
          containers: [{ ...container, ramUsageBytes: everyMinute(Number.NaN) }],
        }),
        ran: [],
      },
    ];

    const ended = endWithNodes(pods, {
      hour: HOUR,
      findings: new FindingBook(),
      absenceOf: () => [{ start: at(gone), end: at(MINUTES) }],
    });
    const node = createNode({ cpuCores: 8, price, seenMinutes: minutesBetween(0, gone) });
    const billed = sumOf(allocate({ nodes: [node], pods: ended.map(({ observation }) => observation) }));

    return {
      "the pod is billed, core-hours": quantity(billed.cpuNanoCoreHours),
      "cost of the pod": money(billed.cpuNano),
    };
  },

  "a node that is lost": (given) => {
    const [lost] = lostPart({ start: at(given.number("silent from minute")), end: at(MINUTES) });
    const until = ((lost?.start ?? 0) - HOUR) / MINUTE_MS;
    const facts = {
      cpuCores: given.number("the node's cores"),
      price: { perCpuCoreHour: given.number("price of a core-hour"), perRamGibHour: 0 },
    };
    const cost = (minutes: number): string => {
      const node = createNode({ ...facts, seenMinutes: minutesBetween(0, minutes) });
      return money(soleNode(allocateOnNode(node)).asset.cpu);
    };

    return {
      "billed until minute": String(until),
      "cost of the node, unpaid": cost(until),
      "cost of the node, paid": cost(MINUTES),
    };
  },

  "a virtual node": (given) => {
    const container = createContainer({
      cpuRequest: given.number("a pod requests, cores"),
      ramRequestGib: given.number("a pod requests, GiB"),
    });

    const hour = allocateOnNode(createGivenNode(given, { billing: "pods" }), container);

    const { asset, idle } = soleNode(hour);
    const { cpuNano, ramNano } = sumOf(hour);
    return {
      "cost of the node": money(asset.cpu + asset.ram),
      "cost of the pod": money(cpuNano + ramNano),
      idle: money(idle.cpu + idle.ram),
    };
  },

  "a name that passes to another machine": (given) => {
    const end = given.number("the old machine's last minute") + 1;
    const fromMinute = given.number("the new machine's first minute");
    const rules = [
      rule("old", given.number("price of the old machine's type for an hour")),
      rule("new", given.number("price of the new machine's type for an hour")),
    ];
    const size = { cpuCores: 4, ramBytes: gib(16), gpus: 0, price: null };
    const node = createNode({
      seenMinutes: everyMinute(1).fill(0, end, fromMinute),
      spans: [
        { fromMinute: 0, ...size, identity: identity("old") },
        { fromMinute, ...size, identity: identity("new") },
      ],
    });

    const { nodes } = allocateHour(createObservation({ nodes: [node] }), { ...ROUND_BOOK, rules });

    const [old, now] = nodes.map(({ asset }) => money(asset.cpu + asset.ram));
    return { "cost of the old machine": old ?? "", "cost of the new machine": now ?? "" };
  },
};
