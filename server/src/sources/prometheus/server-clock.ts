import type { Instant } from "@kubecent/shared";
import { SourceError } from "../source-error.ts";
import type { QueryClient } from "./query/query-client.ts";

/** The moment that the server takes for now, in whole milliseconds. Throws SourceError. */
export async function readServerClock(client: QueryClient, signal: AbortSignal): Promise<Instant> {
  const { series } = await client.instant({ family: "the time", expression: "vector(time())" }, signal);
  const seconds = series[0]?.values[0];
  if (seconds === undefined || !Number.isFinite(seconds)) {
    throw new SourceError("found no time in the answer, wanted the server's own: is it Prometheus?");
  }
  return Math.round(seconds * 1_000);
}
