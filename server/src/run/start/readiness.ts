import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Readiness } from "../../http/dependencies.ts";
import { askPool } from "../../store/connection/pool.ts";

const ASK_AGAIN_AFTER_MS = 2_000;
/** A replica is taken out of service only when the database has been away this long: a blip is no reason. */
const PATIENCE_MS = 15_000;

/**
 * Answers whether the service can do its work: the database answers, or did a moment ago, and nothing else says
 * why not.
 */
export function createReadiness(
  pool: pg.Pool,
  now: () => Instant,
  notReady: () => readonly string[] = () => [],
): () => Promise<Readiness> {
  let askedAt = 0;
  let answeredAt = now();
  // Whatever else uses the pool tells as well: nobody may have asked for a while.
  pool.on("release", (error) => {
    if (!error) answeredAt = now();
  });
  const ask = async (): Promise<void> => {
    askedAt = now();
    if (await answers(pool)) answeredAt = now();
  };
  const isAnswering = (): boolean => now() - answeredAt < PATIENCE_MS;
  return async () => {
    if (now() - askedAt >= ASK_AGAIN_AFTER_MS) {
      const asked = ask();
      // A pool whose connections are all in use answers late: a probe that waited would take busy replicas out of service.
      if (!isAnswering()) await asked;
    }
    const reasons = [...(isAnswering() ? [] : ["the database does not answer"]), ...notReady()];
    return { ready: reasons.length === 0, reasons };
  };
}

async function answers(pool: pg.Pool): Promise<boolean> {
  try {
    await askPool(pool);
    return true;
  } catch {
    return false;
  }
}
