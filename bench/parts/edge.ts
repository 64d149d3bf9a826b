import { type EdgeLoad, measureEdge } from "../edge/edge-rate.ts";
import { type Figure, times } from "../measure/table.ts";

const TARGET = 0.3;
const WAYS = [
  ["bare", "a bare Express route", undefined],
  ["rest", "REST, cached, whole edge, limits in memory", TARGET],
  ["trpc", "tRPC, cached, whole edge, limits in memory", undefined],
  ["sharedRest", "REST, cached, whole edge, limits in PostgreSQL", undefined],
  ["sharedTrpc", "tRPC, cached, whole edge, limits in PostgreSQL", undefined],
] as const;

/** What the edge costs beside a route that does nothing but send the same bytes. */
export async function benchEdge(load: EdgeLoad): Promise<Figure[]> {
  const { bytes, rates } = await measureEdge(load);
  return WAYS.map(([way, what, target]) => {
    const rate = rates[way];
    return {
      part: "d",
      what: `${what} (${bytes} bytes, ${load.connections} connections)`,
      measured: `${Math.round(rate.requestsPerSecond)} a second, ${rate.cpuMicroseconds.toFixed(0)} µs CPU each`,
      ratio: `${times(rate.ofBare)} bare (${rate.cpuOfBare.toFixed(2)} by CPU)`,
      ...(target !== undefined && { target: `≥ ${target} ×`, isMet: rate.ofBare >= target }),
    };
  });
}
