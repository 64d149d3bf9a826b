import type { ApiServices } from "../api/context.ts";
import type { Authenticator } from "../auth/authenticator.ts";
import type { Settings } from "../config/read-settings.ts";
import type { CreateLimiters } from "../limits/limiters.ts";
import type { Log } from "../log/logger.ts";
import type { CostGauges } from "./cost-metrics.ts";
import type { ServedDashboard } from "./dashboard/read-dashboard.ts";
import type { Gauge } from "./process-metrics.ts";

/** Whether the service can answer questions, and if not, why: texts that anybody may read. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** All that the HTTP edge works with. */
export interface AppDependencies {
  readonly settings: Settings;
  readonly services: ApiServices;
  /** Tells who calls. */
  readonly authenticator: Authenticator;
  readonly readiness: () => Promise<Readiness>;
  /** True from the moment on that the service is asked to stop. */
  readonly draining: () => boolean;
  readonly log: Log;
  /** What other parts of the service want to be seen on /metrics. */
  readonly gauges?: readonly Gauge[];
  /** What is shown on /metrics/costs; nothing where it is left out. */
  readonly costGauges?: CostGauges;
  /** What counts requests; this process alone where nothing is said. */
  readonly createLimiters?: CreateLimiters;
  /** The page that people look at; none is served where it is left out. */
  readonly dashboard?: ServedDashboard | undefined;
}
