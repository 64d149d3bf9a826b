import { setTimeout as sleep } from "node:timers/promises";
import type { Service } from "../security/support/service.ts";

/** What a load did to the service, and to somebody who asked beside it. */
export interface LoadFigures {
  readonly seconds: number;
  readonly residentMbBefore: number;
  readonly residentMbMost: number;
  readonly residentMbAfter: number;
  /** The 99th percentile of the event loop's lag over the load, by the service's own metrics. */
  readonly lagP99Ms: number;
  /** The longest that one who asked all the time had to wait, and how often they were refused. */
  readonly besideMostMs: number;
  readonly besideRefused: number;
}

interface Reading {
  readonly residentMb: number;
  readonly lagP99Ms: number;
}

const LOOK_EVERY_MS = 250;
const SETTLE_MS = 1_500;

/** Puts a load on the service, and watches it meanwhile. */
export async function underLoad(service: Service, load: () => Promise<unknown>): Promise<LoadFigures> {
  const before = await readMetrics(service);
  const startedAt = performance.now();
  const state = { isOver: false, residentMbMost: 0, lagP99Ms: 0, besideMostMs: 0, besideRefused: 0 };
  const watching = (async () => {
    while (!state.isOver) {
      const beside = await service.ask("/api/v1/info");
      state.besideMostMs = Math.max(state.besideMostMs, beside.durationMs);
      if (beside.status !== 200) state.besideRefused += 1;
      const { residentMb, lagP99Ms } = await readMetrics(service);
      state.residentMbMost = Math.max(state.residentMbMost, residentMb);
      state.lagP99Ms = Math.max(state.lagP99Ms, lagP99Ms);
      await sleep(LOOK_EVERY_MS);
    }
  })();
  await load();
  state.isOver = true;
  await watching;
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  await sleep(SETTLE_MS);
  const after = await readMetrics(service);
  const { residentMbMost, lagP99Ms, besideMostMs, besideRefused } = state;
  return {
    seconds,
    residentMbBefore: before.residentMb,
    residentMbMost,
    residentMbAfter: after.residentMb,
    lagP99Ms,
    besideMostMs: Math.round(besideMostMs),
    besideRefused,
  };
}

/** Prints figures where a person reads them. */
export function printFigures(what: string, figures: LoadFigures): void {
  process.stdout.write(`    ${what}: ${JSON.stringify(figures)}\n`);
}

async function readMetrics(service: Service): Promise<Reading> {
  const { text } = await service.askAsStranger("/metrics");
  const figureOf = (name: string): number => Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]);
  return {
    residentMb: Math.round(figureOf("process_resident_memory_bytes") / 1024 / 1024),
    lagP99Ms: Math.round(figureOf("nodejs_eventloop_lag_p99_seconds") * 1_000),
  };
}
