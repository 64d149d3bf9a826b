import { Redis } from "ioredis";

const PATIENCE_MS = 2_000;

/** Milliseconds that a Redis took to answer, connecting left out. Throws why it does not answer. */
export async function pingRedis(url: string): Promise<number> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    retryStrategy: () => null,
  });
  let why: Error | undefined;
  // What went wrong is told here alone; the command's own error says no more than that it was closed.
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
