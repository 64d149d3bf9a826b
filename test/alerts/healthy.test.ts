import { setTimeout as sleep } from "node:timers/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChaosServer, demoCluster, startChaosServer, until } from "../chaos/support/chaos-server.ts";
import { createDataFolder } from "../support/server-process.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { prometheusMissing } from "../unit/sources/prometheus/support/serve-recording.ts";
import { dashboardExpressions, readDashboard } from "./support/dashboard.ts";
import { metricsIn, readRules } from "./support/rules-file.ts";
import { type WatchingPrometheus, watchProcesses } from "./support/watching-prometheus.ts";

const missing = await prometheusMissing();
if (missing !== null) process.stderr.write(`Alerts on a real process not tried: ${missing}\n`);

describe("a process that is well", () => {
  const data = createDataFolder();
  let database: TestDatabase;
  let server: ChaosServer;

  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startChaosServer({
      DATABASE_URL: database.url,
      KUBECENT_DATA: data.folder,
      CLUSTERS_FILE: demoCluster(path.dirname(data.folder), 1),
    });
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
    data.remove();
  });

  const metrics = async (): Promise<string> => (await server.ask("/metrics")).text();

  test("has every metric that an alert or the dashboard asks for, but those of a standby", async () => {
    await server.ask("/api/v1/clusters");
    const text = await metrics();
    const asked = [...readRules().map(({ expr }) => expr), ...dashboardExpressions()].flatMap(metricsIn);

    const absent = [...new Set(asked)].filter((name) => !new RegExp(`^${name}[ {]`, "m").test(text));

    expect(absent.toSorted()).toEqual(["kubecent_read_replica_in_use", "kubecent_read_replica_lag_seconds"]);
  });

  test("says that nothing is late, failing or due once it has collected", async () => {
    await until("all is collected and was looked at", async () =>
      /^kubecent_collecting_least_coverage_ratio [01]/m.test(await metrics()),
    );
    const text = await metrics();

    expect(text).toMatch(/^kubecent_collecting_late_seconds 0$/m);
    expect(text).toMatch(/^kubecent_collecting_failures_in_a_row 0$/m);
    expect(text).toMatch(/^kubecent_collecting_leader 1$/m);
    expect(text).toMatch(/^kubecent_database_up 1$/m);
    expect(text).toMatch(/^kubecent_maintenance_age_seconds \d/m);
  });

  test.skipIf(missing !== null)("sets off no alert, even without any patience", async () => {
    await using prometheus: WatchingPrometheus = await watchProcesses([Number(new URL(server.url).port)]);
    await until("it is scraped", async () => (await prometheus.ask("kubecent_database_up")) === 1);
    // An alert that is silent needs a while in which it could have fired: three evaluations.
    await sleep(3_500);

    expect(await prometheus.firing()).toEqual([]);
  });
});

test("each panel of the dashboard asks the chosen Prometheus, and has an id of its own", () => {
  const { panels, templating } = readDashboard();

  expect(templating.list).toContainEqual(expect.objectContaining({ name: "datasource", type: "datasource" }));
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const { title, targets, datasource } of panels) if (targets) expect(datasource, title).toBeDefined();
});
