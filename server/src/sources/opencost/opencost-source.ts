import type { Instant } from "@kubecent/shared";
import type { Source } from "../../domain/observation.ts";
import { type ConnectionOptions, createConnection, type ServerName } from "../transport/source-connection.ts";
import { findEarliestHour } from "./earliest-hour.ts";
import { readHourFacts } from "./hour-facts.ts";
import { observeHour } from "./observe-hour.ts";
import { createOpenCostClient } from "./opencost-client.ts";

const OPENCOST: ServerName = { product: "OpenCost", exampleUrl: "http://opencost:9003" };

/** An answer costs OpenCost some fifty queries to Prometheus, each of which it gives two minutes. */
const TIMEOUT_MS = 120_000;
/** Two answers make an hour; more at a time would only queue up in OpenCost, which asks five queries at once. */
const MAX_CONCURRENT = 2;
/** An hour of 20,000 containers with many labels is about 80 MB. */
const MAX_ANSWER_BYTES = 128 * 1024 * 1024;

export interface OpenCostSourceOptions extends ConnectionOptions {
  /** How long one answer may take; two minutes unless given. */
  readonly timeoutMs?: number;
  /** The cluster to take of the answers, as OpenCost calls it; may be left out where it knows only one. */
  readonly cluster?: string;
  /** Questions in flight at a time; 2 unless given. */
  readonly maxConcurrent?: number;
  /** No answer may be longer; 128 MiB unless given. */
  readonly maxAnswerBytes?: number;
  /** How long to wait before the first retry. */
  readonly firstWaitMs?: number;
  /** The time, for what is not over yet; the machine's unless given. */
  readonly now?: () => Instant;
}

/** Observes a cluster through an OpenCost server. Throws SourceError. */
export function createOpenCostSource(options: OpenCostSourceOptions): Source {
  const { timeoutMs = TIMEOUT_MS, maxConcurrent = MAX_CONCURRENT, now = Date.now } = options;
  const { maxAnswerBytes = MAX_ANSWER_BYTES, firstWaitMs, cluster = null } = options;
  const client = createOpenCostClient(createConnection(options, OPENCOST), {
    timeoutMs,
    maxConcurrent,
    maxAnswerBytes,
    cluster,
    ...(firstWaitMs !== undefined && { firstWaitMs }),
  });
  return {
    kind: "opencost",
    earliestHour: (signal) => findEarliestHour({ client, now: now() }, signal),
    observe: async (hour, signal) => observeHour(await readHourFacts({ client, hour, now: now(), signal })),
  };
}
