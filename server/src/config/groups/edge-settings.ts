import * as z from "zod";
import { flag, integer, setting } from "../setting.ts";
import { networks, redisUrl } from "../fields/addresses.ts";
import { corsOrigins, DEFAULT_ORIGINS } from "../fields/cors-origins.ts";
import { json } from "../fields/json.ts";

const DEFAULT_CACHE_ENDPOINTS = {
  "/api/v1/cost/cluster": 600,
  "/api/v1/cost/alerts": 300,
  "/api/v1/metrics/nodes": 300,
  "/api/v1/recommendations": 1_800,
};
const LONGEST_TTL_SECONDS = 86_400;

/** What requests may do, and how answers are kept. */
export const edgeSettings = {
  CORS_ORIGINS: setting(corsOrigins().default(DEFAULT_ORIGINS.production), {
    unset: Object.entries(DEFAULT_ORIGINS)
      .map(([environment, origins]) => `${environment}: \`${JSON.stringify(origins)}\``)
      .join(", "),
    rule: "Web pages that may call the API, as a JSON list or with commas. Production refuses `*`, `null`, http, and anything beside scheme, host and port.",
  }),
  TRUSTED_PROXIES: setting(networks().optional(), {
    unset: "none",
    rule: "Networks (CIDR, with commas) of the proxies whose `X-Forwarded-For` is believed. Never all addresses.",
  }),
  DASHBOARD_ENABLED: setting(flag().default(true), {
    rule: "Whether the dashboard is served at `/`: docs/dashboard.md. Without it, the API is all that there is.",
  }),
  MAX_REQUEST_BYTES: setting(integer(1_024, 100 * 1024 * 1024).default(10 * 1024 * 1024), {
    rule: "Longest request body; a longer one is answered with 413.",
  }),
  RATE_LIMIT_REQUESTS_PER_MINUTE: setting(integer(1, 1_000_000).default(100), {
    rule: "Requests in any 60 seconds for each caller, and for each address without a valid token. A batch of n counts n. `settings.update` changes it at run time.",
  }),
  EXPORTS_PER_HOUR: setting(integer(1, 1_000_000).default(60), {
    rule: "Answers that each caller may have as files (CSV, NDJSON) in any hour; five of them at a time.",
  }),
  EXPORT_MAX_ROWS: setting(integer(1, 10_000_000).default(100_000), {
    rule: "Rows that such a file may have; a question with more is refused with `TOO_MANY_ROWS` before it is sent.",
  }),
  REDIS_URL: setting(redisUrl().optional(), {
    unset: "none",
    isSecret: true,
    rule: "A Redis in which replicas count callers' requests together, `rediss://` with TLS. Unset, they count in the database of `DATABASE_URL`; without that, one process counts in memory.",
  }),
  CACHE_TTL_SECONDS: setting(integer(0, LONGEST_TTL_SECONDS).default(300), {
    rule: "Seconds for which an answer is sent again as it is, where `CACHE_ENDPOINTS` does not say; for as long again it is sent while the next one is being made. New data is seen within a second, whatever stands here. 0 keeps nothing. `settings.update` changes it at run time.",
  }),
  CACHE_ENDPOINTS: setting(
    json(
      z.record(z.string().startsWith("/"), z.int().min(0).max(LONGEST_TTL_SECONDS)),
      'JSON from a path to seconds, such as {"/api/v1/cost/cluster":600}',
    ).default(DEFAULT_CACHE_ENDPOINTS),
    {
      rule: "The same by path of REST, as JSON; a path's procedure follows it over tRPC too. Paths that are not served yet are accepted. `settings.update` changes it at run time.",
    },
  ),
  ENABLE_CACHE_WARMING: setting(flag().default(true), {
    rule: "Whether the usual questions (clusters, namespaces, nodes and pods over 24 hours, 7 and 30 days) are asked ahead of time: at start, and when new hours have been written. `settings.update` changes it at run time.",
  }),
};
