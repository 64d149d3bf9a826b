import { type ConnectionOptions, createConnection } from "../transport/source-connection.ts";
import { createQueryClient, PROMETHEUS, type QueryClient } from "./query/query-client.ts";

const TIMEOUT_MS = 30_000;
const MAX_CONCURRENT = 4;

export interface ClientOptions extends ConnectionOptions {
  /** How long one query may take; 30 s unless given. */
  readonly timeoutMs?: number;
  /** Queries in flight at a time; 4 unless given. */
  readonly maxConcurrent?: number;
}

/** What asks a Prometheus, as the settings of a source say. */
export function createClient(options: ClientOptions): QueryClient {
  const { timeoutMs = TIMEOUT_MS, maxConcurrent = MAX_CONCURRENT } = options;
  return createQueryClient(createConnection(options, PROMETHEUS), { timeoutMs, maxConcurrent });
}
