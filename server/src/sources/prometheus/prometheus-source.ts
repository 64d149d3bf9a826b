import type { Instant } from "@kubecent/shared";
import type { Source } from "../../domain/observation.ts";
import { findEarliestHour } from "./earliest-hour.ts";
import { type ConnectionOptions, createConnection } from "../transport/connection.ts";
import { observeHour } from "./observe-hour.ts";
import { HourReader } from "./query/hour-reader.ts";
import { PROMETHEUS, createQueryClient } from "./query/query-client.ts";
import { equalMatchers } from "./query/selector.ts";
import { readServerClock } from "./server-clock.ts";

const TIMEOUT_MS = 30_000;
const MAX_CONCURRENT = 4;

export interface PrometheusSourceOptions extends ConnectionOptions {
  /** How long one query may take; 30 s unless given. */
  readonly timeoutMs?: number;
  /** Queries in flight at a time; 4 unless given. */
  readonly maxConcurrent?: number;
  /** Labels that every series must have, for a server that holds several clusters. */
  readonly matchers?: Readonly<Record<string, string>>;
  /** The time, for finding the earliest hour; the machine's unless given. */
  readonly now?: () => Instant;
}

/** Observes a cluster through a Prometheus server, or whatever answers its queries. Throws SourceError. */
export function createPrometheusSource(options: PrometheusSourceOptions): Source {
  const { timeoutMs = TIMEOUT_MS, maxConcurrent = MAX_CONCURRENT, now = Date.now } = options;
  const client = createQueryClient(createConnection(options, PROMETHEUS), { timeoutMs, maxConcurrent });
  const matchers = equalMatchers(options.matchers ?? {});
  return {
    kind: "prometheus",
    earliestHour: (signal) => findEarliestHour({ client, matchers, now: now() }, signal),
    clock: (signal) => readServerClock(client, signal),
    observe: (hour, signal) => observeHour(new HourReader({ client, hour, matchers, signal })),
  };
}
