import type { KubeCentClient } from "./client.ts";
import { clientProxy } from "./internal/client-proxy.ts";
import { readSettings } from "./internal/settings.ts";
import type { KubeCentOptions } from "./options.ts";

/**
 * Creates a client of the service at `url`. Nothing is sent yet. Throws TypeError or RangeError on options that
 * cannot work.
 */
export function createKubeCent(options: KubeCentOptions): KubeCentClient {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the proxy answers to every path; which of them exist is known to the types alone
  return clientProxy(readSettings(options)) as KubeCentClient;
}
