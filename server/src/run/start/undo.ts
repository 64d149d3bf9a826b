import { once } from "node:events";
import type { Server } from "node:http";

/** What has to be stopped or given back, in the order opposite to that in which it was started. */
export class Undo {
  readonly #steps: (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** Runs every step once, also when an earlier one fails; throws the first failure in the end. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

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
