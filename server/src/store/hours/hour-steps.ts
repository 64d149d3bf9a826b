import { channel } from "node:diagnostics_channel";
import type { HourPlace } from "./hour-place.ts";

/** How far the transaction of an hour is. */
export type HourStep = "locked" | "cleared" | "written" | "recorded" | "committed";

/** Name of the channel on which hours that are being written tell how far they are. */
const HOUR_STEPS = "kubecent:hour.step";

const steps = channel(HOUR_STEPS);

/** Tells whoever listens, such as a tracer, or a test that stops the process here. Costs nothing otherwise. */
export function tellStep(step: HourStep, { clusterId, hour }: HourPlace): void {
  if (steps.hasSubscribers) steps.publish({ step, clusterId, hour });
}
