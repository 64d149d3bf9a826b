import type { Settings } from "../../config/read-settings.ts";
import type { ServedDashboard } from "../../http/dashboard/dashboard-handler.ts";
import { readDashboard } from "../../http/dashboard/read-dashboard.ts";
import type { Log } from "../../log/logger.ts";

/** The dashboard that is served; undefined where it is turned off. The API is served whether it is there or not. */
export function openDashboard(settings: Settings, log: Log): ServedDashboard | undefined {
  if (!settings.DASHBOARD_ENABLED) return undefined;
  const built = readDashboard();
  if (!built) {
    log.warn("dashboard.not_built", {
      message: "The dashboard has not been built, so its pages answer 404. Build it: npm run build:dashboard",
    });
  }
  return { built };
}
