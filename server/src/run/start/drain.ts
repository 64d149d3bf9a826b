import { once } from "node:events";
import type { Server } from "node:http";

/** How long requests under way may take to finish when the service stops. */
const DRAIN_MS = 20_000;
const LOOK_EVERY_MS = 200;

/** Takes no more connections and lets requests under way finish; what is still open after that is cut. */
export async function drain(server: Server, drainMs = DRAIN_MS): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  // A connection that was busy until now would stay open for as long as it is kept alive.
  const looking = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS);
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearInterval(looking);
  clearTimeout(cut);
}
