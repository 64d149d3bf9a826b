import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const FILE = fileURLToPath(new URL("../../../chart/files/dashboard.json", import.meta.url));

const PanelSchema = z.object({
  id: z.number(),
  title: z.string(),
  datasource: z.object({ uid: z.literal("${datasource}") }).optional(),
  targets: z.array(z.object({ expr: z.string() })).optional(),
});
const DashboardSchema = z.object({
  panels: z.array(PanelSchema),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
});

/** The dashboard as it is shipped. */
export function readDashboard(): z.infer<typeof DashboardSchema> {
  return DashboardSchema.parse(JSON.parse(readFileSync(FILE, "utf8")));
}

/** All expressions of its panels, with Grafana's variables as Grafana would put them in. */
export function dashboardExpressions(): string[] {
  return readDashboard().panels.flatMap(({ targets = [] }) =>
    targets.map(({ expr }) => expr.replaceAll("$namespace", ".*").replaceAll("$__rate_interval", "10s")),
  );
}
