import { BYTES_PER_GIB } from "../../../../server/src/domain/units.ts";
import { withHugePages } from "../../../../server/src/sources/prometheus/pods/measurements.ts";
import { OVERHEAD, reservePod } from "../../../../server/src/sources/prometheus/pods/reserve-pod.ts";
import { shareUsage } from "../../../../server/src/sources/prometheus/pods/pod-usages.ts";
import { createContainer, createNode, everyMinute } from "../../../support/observations.ts";
import type { Computation } from "./given.ts";
import { allocateOnNode, createPricedNode, money, quantity, sumOf } from "./hours.ts";

const NOTHING = { whole: null, overhead: null };

/** The examples about what pods reserve and use as a whole. */
export const POD_EXAMPLES: Readonly<Record<string, Computation>> = {
  "a request that stands at the pod": (given) => {
    const containers = [
      createContainer({ name: "app", cpuUsage: given.number("the application uses, cores") }),
      createContainer({ name: "proxy", cpuUsage: given.number("its proxy uses, cores") }),
    ];
    const whole = everyMinute(given.number("the pod requests, cores"));
    const node = createPricedNode({ perCpuCoreHour: given.number("price of a core-hour") });

    const reserved = reservePod(containers, { cpu: { whole, overhead: null }, ram: NOTHING });
    const hour = allocateOnNode(node, ...reserved);

    const billed = (name: string): string =>
      quantity(sumOf(hour, ({ container }) => container === name).cpuNanoCoreHours);
    return {
      "the application is billed, core-hours": billed("app"),
      "its proxy is billed, core-hours": billed("proxy"),
      "cost of the pod": money(sumOf(hour).cpuNano),
    };
  },

  "the overhead of a pod": (given) => {
    const container = createContainer({
      cpuRequest: given.number("a container requests, cores"),
      cpuUsage: given.number("it uses, cores"),
    });
    const overhead = everyMinute(given.number("the pod's overhead, cores"));
    const node = createPricedNode({ perCpuCoreHour: given.number("price of a core-hour") });

    const reserved = reservePod([container], { cpu: { whole: null, overhead }, ram: NOTHING });
    const hour = allocateOnNode(node, ...reserved);

    const cost = (isOverhead: boolean): string =>
      money(sumOf(hour, (row) => (row.container === OVERHEAD) === isOverhead).cpuNano);
    return { "cost of the container": cost(false), "cost of `__overhead__`": cost(true) };
  },

  "huge pages": (given) => {
    const pages = everyMinute(given.number("requested as huge pages, GiB") * BYTES_PER_GIB);
    const plain = createContainer({
      ramRequestGib: given.number("requested, GiB"),
      ramUsageGib: given.number("used, GiB"),
    });
    const price = { perCpuCoreHour: 0, perRamGibHour: given.number("price of a GiB-hour") };

    const container = {
      ...plain,
      ramRequestBytes: withHugePages(plain.ramRequestBytes, pages),
      ramUsageBytes: withHugePages(plain.ramUsageBytes, pages),
    };
    const billed = sumOf(allocateOnNode(createNode({ price }), container));

    return { "billed, GiB-hours": quantity(billed.ramNanoGibHours), cost: money(billed.ramNano) };
  },

  "a pod that is measured only as a whole": (given) => {
    const unknown = everyMinute(Number.NaN);
    const containers = [
      createContainer({
        name: "one",
        cpuRequest: given.number("one container requests, cores"),
        cpuUsage: unknown,
      }),
      createContainer({
        name: "other",
        cpuRequest: given.number("another requests, cores"),
        cpuUsage: unknown,
      }),
    ];
    const cpuCores = everyMinute(given.number("the pod uses, cores"));

    const shared = shareUsage(containers, { cpuCores, ramBytes: unknown });
    const hour = allocateOnNode(createPricedNode({}), ...shared);

    const billed = (name: string): string =>
      quantity(sumOf(hour, ({ container }) => container === name).cpuNanoCoreHours);
    return {
      "billed to the one, core-hours": billed("one"),
      "billed to the other, core-hours": billed("other"),
    };
  },
};
