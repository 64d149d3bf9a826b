import { errorMessage } from "@kubecent/shared";
import { Redis } from "ioredis";
import { noAnswer, ok, type ServiceCheck } from "../service-check.ts";

const REDIS_TIMEOUT_MS = 2_000;

/** Where replicas count callers' requests together. */
export const limitStoreCheck: ServiceCheck = {
  subject: "limit store",
  needs: ["REDIS_URL", "DATABASE_URL"],
  async look(patient) {
    const { REDIS_URL, DATABASE_URL } = patient.settings;
    if (REDIS_URL === undefined && DATABASE_URL === undefined) {
      return [ok("limit store", "memory, for there is one process")];
    }
    if (REDIS_URL === undefined) {
      await patient.database();
      return [ok("limit store", "the database")];
    }
    try {
      return [ok("limit store", `Redis answers in ${(await pingRedis(REDIS_URL)).toFixed(1)} ms`)];
    } catch (error) {
      const why = errorMessage(error);
      const remedy = "check REDIS_URL; meanwhile each replica counts its share";
      return [noAnswer("limit store", `Redis does not answer: ${why}`, remedy)];
    }
  },
};

/** Milliseconds that a Redis took to answer, connecting left out. Throws why it does not answer. */
async function pingRedis(url: string): Promise<number> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: REDIS_TIMEOUT_MS,
    commandTimeout: REDIS_TIMEOUT_MS,
    retryStrategy: () => null,
  });
  let why: Error | undefined;
  // Only this event says what went wrong; the command's own error says that the connection was closed.
  redis.on("error", (error: Error) => void (why ??= error));
  try {
    await redis.connect();
    const askedAt = performance.now();
    await redis.ping();
    return performance.now() - askedAt;
  } catch (error) {
    throw why ?? error;
  } finally {
    redis.disconnect();
  }
}
