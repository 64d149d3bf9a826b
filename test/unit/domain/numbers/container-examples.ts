import {
  createContainer,
  createNode,
  createPod,
  everyMinute,
  minutesBetween,
} from "../../../support/observations.ts";
import type { Computation, Given } from "./given.ts";
import {
  allocate,
  allocateOnNode,
  createGivenNode,
  createPricedNode,
  money,
  quantity,
  soleNode,
  stretch,
  sumOf,
} from "./hours.ts";

/** Usage that was one figure up to a minute, and another from then on. */
function usageInTwo(until: number, first: number, second: number): Float64Array {
  return everyMinute(0).map((_, minute) => (minute < until ? first : second));
}

/** What containers on one node are billed of its CPU, by what each requested and used. */
function fittedOnNode(given: Given, names: readonly string[]): Record<string, string> {
  const node = createNode({
    cpuCores: given.number("the node's cores"),
    price: { perCpuCoreHour: given.number("price of a core-hour"), perRamGibHour: 0 },
  });
  const containers = names.map((name) =>
    createContainer({
      name,
      cpuRequest: given.number(`container ${name} requests, cores`),
      cpuUsage: given.number(`container ${name} uses, cores`),
    }),
  );

  const hour = allocateOnNode(node, ...containers);

  const figures = names.flatMap((name) => {
    const { cpuNanoCoreHours, cpuNano } = sumOf(hour, (row) => row.container === name);
    return [
      [`container ${name} is billed, core-hours`, quantity(cpuNanoCoreHours)],
      [`cost of container ${name}`, money(cpuNano)],
    ];
  });
  return { ...Object.fromEntries(figures), "idle CPU": money(soleNode(hour).idle.cpu) };
}

/** The examples about what containers are billed, on nodes that have enough and on nodes that have not. */
export const CONTAINER_EXAMPLES: Readonly<Record<string, Computation>> = {
  "a burst": (given) => {
    const cpuUsage = usageInTwo(
      15,
      given.number("used in minutes 0 to 14, cores"),
      given.number("used in minutes 15 to 59, cores"),
    );
    const container = createContainer({ cpuRequest: given.number("requested, cores"), cpuUsage });
    const node = createPricedNode({ perCpuCoreHour: given.number("price of a core-hour") });

    const billed = sumOf(allocateOnNode(node, container));

    return {
      "requested, core-hours": quantity(billed.cpuRequestNanoCoreHours),
      "used, core-hours": quantity(billed.cpuUsageNanoCoreHours),
      "billed, core-hours": quantity(billed.cpuNanoCoreHours),
      cost: money(billed.cpuNano),
    };
  },

  "a container that runs for part of the hour": (given) => {
    const container = createContainer({
      ran: stretch(given.number("started at minute"), given.number("finished at minute")),
      cpuRequest: given.number("requested, cores"),
    });
    const node = createPricedNode({ perCpuCoreHour: given.number("price of a core-hour") });

    const billed = sumOf(allocateOnNode(node, container));

    return {
      "ran, seconds": String(billed.ranSeconds),
      "billed, core-hours": quantity(billed.cpuNanoCoreHours),
      cost: money(billed.cpuNano),
    };
  },

  "usage that nobody measured": (given) => {
    const unmeasured = given.text("used in minutes 30 to 59, cores") === "not measured" ? NaN : 0;
    const cpuUsage = usageInTwo(30, given.number("used in minutes 0 to 29, cores"), unmeasured);
    const container = createContainer({ cpuRequest: given.number("requested, cores"), cpuUsage });

    const billed = sumOf(allocateOnNode(createPricedNode({}), container));

    return {
      "used, core-hours": quantity(billed.cpuUsageNanoCoreHours),
      "billed, core-hours": quantity(billed.cpuNanoCoreHours),
    };
  },

  "memory beyond its request": (given) => {
    const container = createContainer({
      ramRequestGib: given.number("requested, GiB"),
      ramUsageGib: given.number("used, GiB"),
    });
    const price = { perCpuCoreHour: 0, perRamGibHour: given.number("price of a GiB-hour") };

    const billed = sumOf(allocateOnNode(createNode({ price }), container));

    return { "billed, GiB-hours": quantity(billed.ramNanoGibHours), cost: money(billed.ramNano) };
  },

  "a request that is changed in place": (given) => {
    const container = createContainer({
      cpuRequest: usageInTwo(
        20,
        given.number("requested in minutes 0 to 19, cores"),
        given.number("requested in minutes 20 to 59, cores"),
      ),
    });
    const node = createPricedNode({ perCpuCoreHour: given.number("price of a core-hour") });

    const billed = sumOf(allocateOnNode(node, container));

    return { "billed, core-hours": quantity(billed.cpuNanoCoreHours), cost: money(billed.cpuNano) };
  },

  "a native sidecar": (given) => {
    const containers = ["the application", "its sidecar"].map((name) =>
      createContainer({ name, cpuRequest: given.number(`${name} requests, cores`) }),
    );
    const node = createPricedNode({ perCpuCoreHour: given.number("price of a core-hour") });

    const hour = allocateOnNode(node, ...containers);

    const costOf = (name: string): string => money(sumOf(hour, (row) => row.container === name).cpuNano);
    return {
      "cost of the application": costOf("the application"),
      "cost of its sidecar": costOf("its sidecar"),
      "cost of the pod": money(sumOf(hour).cpuNano),
    };
  },

  "a pod that moves under its name": (given) => {
    const nodes = ["node-1", "node-2"];
    const moved = given.number("it moves after minute") + 1;
    const pods = nodes.map((node, index) =>
      createPod({
        name: "db-0",
        uid: `uid-${node}`,
        node,
        containers: [
          createContainer({
            ran: index === 0 ? minutesBetween(0, moved) : minutesBetween(moved, 60),
            cpuRequest: given.number("requested, cores"),
          }),
        ],
      }),
    );
    const priced = nodes.map((name) => {
      const perCpuCoreHour = given.number(`price of a core-hour on ${name}`);
      return createNode({ name, price: { perCpuCoreHour, perRamGibHour: 0 } });
    });

    const hour = allocate({ nodes: priced, pods });

    const costOn = (node: string): string => money(sumOf(hour, (row) => row.node === node).cpuNano);
    return { "cost on node-1": costOn("node-1"), "cost on node-2": costOn("node-2") };
  },

  "a node that joins within the hour": (given) => {
    const joins = given.number("joins after minute") + 1;
    const node = createGivenNode(given, { seenMinutes: minutesBetween(joins, 60) });
    const container = createContainer({
      ran: minutesBetween(joins, 60),
      cpuRequest: given.number("a container on it requests, cores"),
    });

    const { asset, allocated, idle } = soleNode(allocateOnNode(node, container));

    return {
      "the node's CPU for its part of the hour": money(asset.cpu),
      "the container's CPU": money(allocated.cpu),
      "idle CPU": money(idle.cpu),
    };
  },

  "a shared GPU": (given) => {
    const container = createContainer({ gpuRequest: given.number("requested, GPUs") });
    const node = createPricedNode({ perGpuHour: given.number("price of a GPU-hour") });

    const billed = sumOf(allocateOnNode(node, container));

    return { "billed, GPU-hours": quantity(billed.gpuNanoHours), cost: money(billed.gpuNano) };
  },

  idle: (given) => {
    const container = createContainer({
      cpuRequest: given.number("a container requests, cores"),
      ramRequestGib: given.number("a container requests, GiB"),
    });

    const { allocated, idle } = soleNode(allocateOnNode(createGivenNode(given), container));

    return {
      "allocated CPU": money(allocated.cpu),
      "allocated memory": money(allocated.ram),
      "idle CPU": money(idle.cpu),
      "idle memory": money(idle.ram),
    };
  },

  "an overcommitted node": (given) => fittedOnNode(given, ["api", "worker"]),

  "usage that exceeds its node": (given) => fittedOnNode(given, ["api", "worker"]),

  "a node that nobody describes": (given) => {
    const container = createContainer({
      cpuRequest: given.number("a container requests, cores"),
      ramRequestGib: given.number("a container requests, GiB"),
    });

    const hour = allocate({ pods: [createPod({ containers: [container] })] });

    const { asset, idle } = soleNode(hour);
    const { cpuNano, ramNano } = sumOf(hour);
    return {
      "the node's CPU for an hour": money(asset.cpu),
      "the node's memory for an hour": money(asset.ram),
      "the container's cost": money(cpuNano + ramNano),
      idle: money(idle.cpu + idle.ram),
    };
  },

  "an hour with a gap": (given) => {
    const seenMinutes = minutesBetween(0, given.number("seen in minutes 0 to") + 1);
    const gap = minutesBetween(45, given.number("unseen in minutes 45 to") + 1);
    const node = createNode({
      cpuCores: given.number("the node's cores"),
      price: { perCpuCoreHour: given.number("price of a core-hour"), perRamGibHour: 0 },
      seenMinutes,
      unobservedMinutes: gap,
    });
    const container = createContainer({
      ran: seenMinutes,
      cpuRequest: given.number("a container requests, cores"),
    });

    const hour = allocate({ nodes: [node], pods: [createPod({ containers: [container] })], seenMinutes });

    const { asset, allocated, idle, unobserved } = soleNode(hour);
    return {
      "the node's CPU for an hour": money(asset.cpu),
      "the container's CPU": money(allocated.cpu),
      "idle CPU": money(idle.cpu),
      "unobserved CPU": money(unobserved.cpu),
      "coverage of the hour": String(hour.seenSeconds / 3_600),
    };
  },
};
