import { type Figure, ms } from "../../../bench/measure/table.ts";
import { CALLS_IN_BATCH } from "./bystanders.ts";
import type { Driven } from "./drive.ts";
import { LIMIT } from "./load-world.ts";
import type { MemoryUse, Watched } from "./watch-world.ts";

/** Three processes, each with its DB_POOL_MAX. */
const CONNECTIONS_AT_MOST = 30;
/** What a process may take more at the end of a load than at its begin, when its heap has its working size. */
const GROWTH_MB = 250;
/** What a leak of 100 bytes at each of 100 requests a second comes to. */
const SLOPE_MB_PER_HOUR = 34;
const MINUTE_S = 60;

interface DrivenPart {
  readonly part: string;
  /** What is answered when as much is sent as is taken. */
  readonly mostPerSecond: number;
  /** Whether requests may be put off with 503, this code, and a time to try again; none may unless said. */
  readonly mayPutOff?: (code: string) => boolean;
}

/** What became of the requests of a load. */
export function drivenFigures(
  { part, mostPerSecond, mayPutOff = () => false }: DrivenPart,
  { requestsPerSecond, answered, latencyMs, statuses, errors, putOff }: Driven,
): Figure[] {
  const { p50, p95, p99 } = latencyMs;
  return [
    {
      part,
      what: `answers a second; ${answered} in all`,
      measured: requestsPerSecond.toFixed(0),
      ratio: `${(requestsPerSecond / mostPerSecond).toFixed(2)} of the most`,
    },
    { part, what: "p50 / p95 / p99", measured: [p50, p95, p99].map(ms).join(" / ") },
    { part, what: "not modified (304)", measured: String(statuses.get("again 304") ?? 0) },
    {
      part,
      what: "put off (503)",
      measured: listed(countsOf(putOff)),
      isMet: [...putOff.keys()].every(mayPutOff),
    },
    noneFigure(part, "errors", countsOf(errors)),
  ];
}

/** What the processes took meanwhile. */
export function watchedFigures(
  part: string,
  { memory, connectionsMost, hoursCollected, unhealthy, seconds }: Watched,
  isLong: boolean,
): Figure[] {
  return [
    ...memory.flatMap((use) => memoryFigures(part, use, isLong)),
    {
      part,
      what: "connections to the database at most",
      measured: String(connectionsMost),
      target: `≤ ${CONNECTIONS_AT_MOST}`,
      isMet: connectionsMost <= CONNECTIONS_AT_MOST,
    },
    {
      part,
      what: `hours collected meanwhile, in ${seconds.toFixed(0)} s`,
      measured: String(hoursCollected),
      target: "> 0",
      isMet: hoursCollected > 0,
    },
    noneFigure(part, "probes refused", unhealthy),
  ];
}

/** What became of the one who asks beyond the limit. */
export function greedyFigures(part: string, { statuses, errors, seconds }: Driven): Figure[] {
  const [refused, letIn] = [statuses.get("greedy 429") ?? 0, statuses.get("greedy 200") ?? 0];
  const callsAtMost = LIMIT * Math.ceil(seconds / MINUTE_S);
  return [
    {
      part,
      what: "batches over the limit: refused (429) / let in",
      measured: `${refused} / ${letIn}`,
      target: "> 0",
      isMet: refused > 0 && letIn * CALLS_IN_BATCH <= callsAtMost,
    },
    noneFigure(part, "over the limit: errors", countsOf(errors)),
  ];
}

/** Things of which there must be none. */
export function noneFigure(part: string, what: string, found: readonly string[]): Figure {
  return { part, what, measured: listed(found), target: "0", isMet: found.length === 0 };
}

function memoryFigures(part: string, use: MemoryUse, isLong: boolean): Figure[] {
  const { process, beginMb, endMb, mostMb, slopeMbPerHour } = use;
  const bound = {
    target: `≤ ${SLOPE_MB_PER_HOUR} MB/h`,
    isMet: slopeMbPerHour <= SLOPE_MB_PER_HOUR,
  };
  return [
    {
      part,
      what: `memory of the ${process}: begin / end / most`,
      measured: [beginMb, endMb, mostMb].map((mb) => `${mb.toFixed(0)} MB`).join(" / "),
      target: `end ≤ begin + ${GROWTH_MB} MB`,
      isMet: endMb - beginMb <= GROWTH_MB,
    },
    {
      part,
      what: "its growth, over the last two thirds",
      measured: `${slopeMbPerHour.toFixed(0)} MB/h`,
      ...(isLong ? bound : {}),
    },
  ];
}

function countsOf(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].map(([what, count]) => `${count} × ${what}`);
}

function listed(found: readonly string[]): string {
  return found.join("; ") || "0";
}
