import path from "node:path";
import { writeFileSync } from "node:fs";
import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChaosServer, startChaosServer, until } from "../chaos/support/chaos-server.ts";
import type { Sample } from "../support/recording/emit.ts";
import { createDataFolder } from "../support/server-process.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { recordCluster } from "../unit/sources/prometheus/support/record-cluster.ts";
import { RECORDING_END } from "../unit/sources/prometheus/support/recorded-cluster.ts";
import { prometheusMissing, serveRecording } from "../unit/sources/prometheus/support/serve-recording.ts";
import { watchProcesses } from "./support/watching-prometheus.ts";

const missing = await prometheusMissing();
if (missing !== null) process.stderr.write(`An alert on what a source lacks not tried: ${missing}\n`);

/** Hours from the recorded day to now: its last whole hour is then the newest one. */
const HOURS_SINCE = Math.floor((Date.now() - RECORDING_END) / HOUR_MS);

/** The recorded cluster as of today. */
function recordedToday(): Sample[] {
  const recorded = recordCluster({ intervalMs: 60_000, nodeLabel: "node" });
  return recorded.map((sample) => ({ ...sample, time: sample.time + HOURS_SINCE * HOUR_MS }));
}

const without = (samples: readonly Sample[], metric: string): Sample[] =>
  samples.filter(({ series }) => !series.startsWith(metric));

async function alertsOnceCollected(server: ChaosServer): Promise<string[]> {
  await using prometheus = await watchProcesses([Number(new URL(server.url).port)]);
  const isCollected = async (): Promise<boolean> =>
    (await prometheus.ask("kubecent_collecting_late_seconds == 0")) === 1;
  await until("the newest hour is collected", isCollected);
  const evaluated = `count_over_time(kubecent_hour_findings{code="node_undescribed"}[1h]) > 8`;
  await until("rules were evaluated since", async () => (await prometheus.ask(evaluated)) === 1);
  // Not without await: Prometheus ends with this scope.
  return await prometheus.firing();
}

describe.skipIf(missing !== null)("a cluster whose node sizes a keep-list left out", () => {
  const data = createDataFolder();
  const clusters = path.join(path.dirname(data.folder), "clusters.json");
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await database.drop();
    data.remove();
  });

  /** Alerts that fire once a service has collected a source. */
  async function alertsOf(name: string, recording: readonly Sample[]): Promise<string[]> {
    await using source = await serveRecording(recording);
    writeFileSync(clusters, JSON.stringify({ clusters: [{ name, prometheus: { url: source.url } }] }));
    const server = await startChaosServer({
      DATABASE_URL: database.url,
      KUBECENT_DATA: data.folder,
      CLUSTERS_FILE: clusters,
    });
    try {
      return await alertsOnceCollected(server);
    } finally {
      await server.stop();
    }
  }

  test("sets the alert off, and the same cluster with them does not", async () => {
    const whole = recordedToday();

    expect(await alertsOf("whole", whole)).not.toContain("KubeCentNumbersLack");
    expect(await alertsOf("lacking", without(whole, "kube_node_status_capacity"))).toContain(
      "KubeCentNumbersLack",
    );
  });
});
