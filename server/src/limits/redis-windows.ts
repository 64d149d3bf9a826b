import { Redis, type Result } from "ioredis";
import type { SharedWindows } from "./shared-limiter.ts";

/** Windows in Redis, and the connection to it. */
export interface RedisWindows extends SharedWindows {
  close(): void;
}

const TIMEOUT_MS = 1_000;
const LONGEST_RETRY_MS = 2_000;

const KEY_PREFIX = "kubecent:requests:";

declare module "ioredis" {
  // oxlint-disable-next-line no-unused-vars -- the parameters of the interface that is added to
  interface RedisCommander<Context> {
    spendWindow(
      key: string,
      cost: number,
      windowMs: number,
      limit: number,
    ): Result<[number, number], Context>;
  }
}

/**
 * What sliding-window.ts does, on Redis's clock: runs of requests, oldest first, as [first, last, requests] in JSON.
 * Returns the requests that count, this one among them, and the milliseconds until that changes. ARGV: cost, windowMs, limit.
 */
const SPEND = `
local cost, window, limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local runs, used = {}, 0
for _, run in ipairs(cjson.decode(redis.call('GET', KEYS[1]) or '[]')) do
  if run[2] > now - window and run[2] <= now + 1000 then
    runs[#runs + 1] = run
    used = used + run[3]
  end
end
local requests = used + cost
local mustExpire = requests <= limit and 1 or requests + cost - limit
if used < limit then
  local newest = runs[#runs]
  if newest and now - newest[1] < window / 60 then
    newest[2] = now
    newest[3] = newest[3] + cost
  else
    runs[#runs + 1] = {now, now, cost}
  end
  redis.call('SET', KEYS[1], cjson.encode(runs), 'PX', window)
elseif requests > limit then
  mustExpire = requests - limit
end
local expired, reset = 0, window
for _, run in ipairs(runs) do
  expired = expired + run[3]
  reset = run[2] + window - now
  if expired >= mustExpire then break end
end
return {requests, reset}
`;

/** Opens windows in a Redis. It need not be there: it is connected to as soon as it is. */
export function openRedisWindows(redisUrl: string, onError: (error: Error) => void): RedisWindows {
  const redis = new Redis(redisUrl, {
    // A request is answered out of memory rather than kept waiting for a store that is away.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, LONGEST_RETRY_MS),
    scripts: { spendWindow: { lua: SPEND, numberOfKeys: 1 } },
  });
  let connections = 0;
  redis.on("ready", () => void (connections += 1));
  redis.on("error", onError);
  return {
    async spend({ caller, cost, limit, windowMs }) {
      if (redis.status !== "ready") throw new Error(`Redis is not connected (${redis.status})`);
      const [used, resetMs] = await redis.spendWindow(KEY_PREFIX + caller, cost, windowMs, limit);
      // A Redis that starts anew may have lost its counts, and cuts the connection.
      return { isAllowed: used <= limit, used, resetMs, era: String(connections) };
    },
    close: () => redis.disconnect(),
  };
}
