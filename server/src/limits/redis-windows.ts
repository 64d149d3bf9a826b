import { Redis } from "ioredis";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { SharedWindows } from "./shared-limiter.ts";

/** Windows in Redis, and the connection to it. */
export interface RedisWindows extends SharedWindows {
  close(): void;
}

const TIMEOUT_MS = 1_000;
const LONGEST_RETRY_MS = 2_000;

/**
 * What sliding-window.ts does, on Redis's clock: runs of requests, oldest first, as [first, last, requests] in JSON.
 * Returns the requests that count, this one among them, and when that changes. ARGV: cost, seconds, limit.
 */
const SPEND = `
local cost, window, limit = tonumber(ARGV[1]), ARGV[2] * 1000, tonumber(ARGV[3])
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
export function openRedisWindows(url: string, onError: (error: Error) => void): RedisWindows {
  const redis = new Redis(url, {
    // A request is answered out of memory rather than kept waiting for a store that is away.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, LONGEST_RETRY_MS),
  });
  let connections = 0;
  redis.on("ready", () => void (connections += 1));
  redis.on("error", onError);
  const limiters = new Map<number, RateLimiterRedis>();
  const limiterOf = (windowMs: number): RateLimiterRedis => {
    const limiter = limiters.get(windowMs) ?? limiterOver(redis, windowMs);
    limiters.set(windowMs, limiter);
    return limiter;
  };
  return {
    async spend({ caller, cost, limit, windowMs }) {
      const limiter = limiterOf(windowMs);
      limiter.points = limit;
      const { consumedPoints, msBeforeNext } = await consume(limiter, caller, cost);
      return {
        isAllowed: consumedPoints <= limit,
        used: consumedPoints,
        resetMs: msBeforeNext,
        // A Redis that starts anew may have lost its counts, and cuts the connection.
        era: String(connections),
      };
    },
    close: () => redis.disconnect(),
  };
}

/** The library's limiter with our script in place of its own, whose windows are fixed. */
function limiterOver(redis: Redis, windowMs: number): RateLimiterRedis {
  return new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: "kubecent:requests",
    points: 1,
    duration: windowMs / 1_000,
    rejectIfRedisNotReady: true,
    customIncrTtlLuaScript: SPEND,
  });
}

/** The library throws its answer where the limit is passed; what else it throws is a fault. */
async function consume(limiter: RateLimiterRedis, key: string, cost: number): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key, cost);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  }
}
