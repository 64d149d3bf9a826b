import type { Instant } from "@kubecent/shared";
import type { Source } from "../../domain/observation.ts";
import type { NotReadyNodes } from "./assets/node-ends.ts";
import { type ClientOptions, createClient, type QueryClient } from "./query/query-client.ts";
import { findEarliestHour } from "./earliest-hour.ts";
import { observeHour } from "./observe-hour.ts";
import { HourReader } from "./query/hour-reader.ts";
import { equalMatchers } from "./query/selector.ts";
import { SourceError } from "../source-error.ts";

export interface PrometheusSourceOptions extends ClientOptions {
  /** Labels that every series must have, for a server that holds several clusters. */
  readonly matchers?: Readonly<Record<string, string>>;
  /** How long the text of one query may be, in bytes; 15,000 unless given. */
  readonly maxQueryBytes?: number;
  /** Whether a machine is paid while its kubelet is lost; unpaid unless told otherwise. */
  readonly notReadyNodes?: NotReadyNodes;
  /** The time, for finding the earliest hour; the machine's unless given. */
  readonly now?: () => Instant;
}

/** What a query holds beside its list of names: the metric, other matchers and functions. */
const REST_OF_QUERY_BYTES = 1_000;

/** Observes a cluster through a Prometheus server, or whatever answers its queries. Throws SourceError. */
export function createPrometheusSource(options: PrometheusSourceOptions): Source {
  const { now = Date.now, maxQueryBytes, notReadyNodes = "unpaid" } = options;
  const namesBytes = maxQueryBytes === undefined ? undefined : maxQueryBytes - REST_OF_QUERY_BYTES;
  const client = createClient(options);
  const matchers = equalMatchers(options.matchers ?? {});
  return {
    kind: "prometheus",
    earliestHour: (signal) => findEarliestHour({ client, matchers, now: now() }, signal),
    clock: (signal) => readServerClock(client, signal),
    observe: (hour, signal) =>
      observeHour(new HourReader({ client, hour, matchers, signal }), {
        mostTextBytes: namesBytes,
        notReadyNodes,
      }),
  };
}

/** The moment that the server takes for now, in whole milliseconds. Throws SourceError. */
async function readServerClock(client: QueryClient, signal: AbortSignal): Promise<Instant> {
  const { series } = await client.instant({ family: "the time", expression: "vector(time())" }, signal);
  const seconds = series[0]?.values[0];
  if (seconds === undefined || !Number.isFinite(seconds)) {
    throw new SourceError("found no time in the answer, wanted the server's own: is it Prometheus?");
  }
  return Math.round(seconds * 1_000);
}
