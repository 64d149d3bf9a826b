import * as z from "zod";
import { file, flag, host, integer, oneOf, setting } from "../setting.ts";

/** Where the service runs. What is unsafe is refused in production, which is the default. */
export const ENVIRONMENTS = ["development", "staging", "production"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Which parts of the service a process runs. */
export const SERVICE_ROLES = ["all", "api", "collector"] as const;

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** What other programs call two of our levels. */
const OTHER_NAMES: Readonly<Record<string, string>> = { warning: "warn", critical: "fatal" };

/** How lines of the log look. */
const LOG_FORMATS = ["auto", "pretty", "json"] as const;

/** Where and how the process runs. */
export const serviceSettings = {
  ENVIRONMENT: setting(oneOf(ENVIRONMENTS).default("production"), {
    rule: "`development`, `staging` or `production`, exactly so. What is unsafe is refused in production.",
  }),
  DEBUG: setting(flag().default(false), {
    rule: "Makes `debug` the default of `LOG_LEVEL`. Refused in production.",
  }),
  HOST: setting(host().default("127.0.0.1"), {
    rule: "Address to listen on; the container image listens on `0.0.0.0`.",
  }),
  PORT: setting(integer(0, 65_535).default(8_000), { rule: "Port to listen on; 0 takes a free one." }),
  LOG_LEVEL: setting(logLevel().default("info"), {
    rule: "`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`, in any case; `WARNING` and `CRITICAL` are understood.",
  }),
  LOG_FORMAT: setting(oneOf(LOG_FORMATS).default("auto"), {
    rule: "How lines of the log look: `json`, `pretty` (short and coloured, for people), or `auto`: pretty at a terminal, JSON elsewhere. Without the packages for development, as in the container image, they are always JSON.",
  }),
  SHUTDOWN_DELAY_SECONDS: setting(integer(0, 300).default(5), {
    rule: "How long a service that gets SIGTERM goes on answering while `/readyz` says 503, so that load balancers notice first. SIGINT does not wait.",
  }),
  KUBECENT_ROLE: setting(oneOf(SERVICE_ROLES).default("all"), {
    rule: "What this process does: answers questions (`api`), collects hours (`collector`), or both (`all`).",
  }),
  KUBECENT_DATA: setting(file().default("./.kubecent"), {
    rule: "Folder for what the service keeps by itself: the embedded database, keys, the last checkpoint of the audit log.",
  }),
};

/** How much is logged, in any case: `INFO`, `Warning`, `critical`. */
function logLevel() {
  return z
    .string()
    .transform((text) => OTHER_NAMES[text.toLowerCase()] ?? text.toLowerCase())
    .pipe(z.enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(", ")} (or WARNING, CRITICAL)` }));
}
