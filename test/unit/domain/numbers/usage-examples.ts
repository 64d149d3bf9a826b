import { observedUsage } from "../../../../server/src/domain/usage/observed-usage.ts";
import { readSketch } from "../../../../server/src/domain/usage/usage-sketch.ts";
import { createContainer, createObservation, createPod, everyMinute } from "../../../support/observations.ts";
import type { Computation } from "./given.ts";
import { allocate, quantity, sumOf } from "./hours.ts";

const NANO = 1e9;

/** The examples about what pods used, minute by minute. */
export const USAGE_EXAMPLES: Readonly<Record<string, Computation>> = {
  "how usage was spread over an hour": (given) => {
    const used = [
      { until: 30, cores: given.number("used in minutes 0 to 29, cores") },
      { until: 58, cores: given.number("used in minutes 30 to 57, cores") },
      { until: 60, cores: given.number("used in minutes 58 to 59, cores") },
    ];
    const cpuUsage = everyMinute(0).map(
      (_, minute) => used.find(({ until }) => minute < until)?.cores ?? Number.NaN,
    );
    const sidecar = everyMinute(given.number("used by the sidecar all the time, cores"));
    const pod = createPod({
      containers: [
        createContainer({ name: "app", cpuUsage }),
        createContainer({ name: "sidecar", cpuUsage: sidecar }),
      ],
    });

    const whole = observedUsage(createObservation({ pods: [pod] })).find(({ container }) => container === "");
    const quantile = (share: number): string =>
      readSketch(whole?.cpu?.bytes ?? new Uint8Array())
        .quantile(share)
        .toFixed(1);

    return {
      "used, core-hours": quantity(sumOf(allocate({ pods: [pod] })).cpuUsageNanoCoreHours),
      "`cpuUsageCoresP50`, to 1 %": quantile(0.5),
      "`cpuUsageCoresP95`, to 1 %": quantile(0.95),
      "`cpuUsageCoresMax`": String(Number(whole?.cpu?.max ?? 0n) / NANO),
    };
  },
};
