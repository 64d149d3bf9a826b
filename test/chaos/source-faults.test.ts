import { HOUR_MS, hourOf, type Instant } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collectHours } from "../../server/src/collector/collect-hours.ts";
import type { CollectedCluster } from "../../server/src/collector/collect-hour.ts";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import { createPrometheusSource } from "../../server/src/sources/prometheus/prometheus-source.ts";
import { registerCluster } from "../../server/src/store/collecting/collection.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { recordCluster } from "../unit/sources/prometheus/support/record-cluster.ts";
import { RECORDING_END, RECORDING_START } from "../unit/sources/prometheus/support/recorded-cluster.ts";
import {
  prometheusMissing,
  type ServedRecording,
  serveRecording,
} from "../unit/sources/prometheus/support/serve-recording.ts";
import { createFaultyProxy, type FaultyProxy, type SourceFault } from "./support/faulty-proxy.ts";
import { readHours, tornHours } from "./support/stored-hours.ts";

const FIRST = hourOf(RECORDING_START) + HOUR_MS;
const HOURS = [0, 1, 2].map((index) => FIRST + index * HOUR_MS);
const ODD = FIRST + HOUR_MS;

const missing = await prometheusMissing();

async function collect(cluster: CollectedCluster): Promise<Instant[]> {
  const failed: Instant[] = [];
  const onFailure = (hour: Instant): void => void failed.push(hour);
  await collectHours(cluster, HOURS, {
    onHour: () => undefined,
    onFailure,
    signal: new AbortController().signal,
  });
  return failed;
}

/** Questions about the odd hour alone: they are asked at a moment around its end. */
function concernsOdd(form: URLSearchParams): boolean {
  return Math.abs(Number(form.get("time")) * 1_000 - (ODD + HOUR_MS)) < HOUR_MS / 2;
}

describe.skipIf(missing !== null)("a source that goes wrong", () => {
  let recording: ServedRecording;
  let proxy: FaultyProxy;
  let database: TestDatabase;
  let undisturbed: Map<Instant, string>;

  beforeAll(async () => {
    recording = await serveRecording(recordCluster({ intervalMs: 60_000, nodeLabel: "node" }));
    proxy = await createFaultyProxy(recording.url);
    database = await createTestDatabase();
    const cluster = await clusterOf("undisturbed");
    await collect(cluster);
    undisturbed = await checksumsOf(cluster);
  });

  afterAll(async () => {
    await database.drop();
    await proxy.close();
    await recording[Symbol.asyncDispose]();
  });

  async function clusterOf(name: string): Promise<CollectedCluster> {
    const source = createPrometheusSource({ url: proxy.url, timeoutMs: 1_500, now: () => RECORDING_END });
    const clusterId = await registerCluster(database, { name, source: "prometheus", currency: "USD" });
    return { clusterId, name, source, priceBook: DEFAULT_PRICE_BOOK, database, now: () => RECORDING_END };
  }

  async function checksumsOf({ clusterId }: CollectedCluster): Promise<Map<Instant, string>> {
    const { rows } = await database.primary.query<{ hour: Date; checksum: string }>(
      `select hour, checksum from cluster_hour where cluster_id = $1 order by hour`,
      [clusterId],
    );
    return new Map(rows.map(({ hour, checksum }) => [hour.getTime(), checksum]));
  }

  test.each(["500", "garbage", "half", "slow", "silent", "refused"] satisfies SourceFault[])(
    "%s: only its own hour waits, and is the same once the source is well",
    async (kind) => {
      const cluster = await clusterOf(`odd ${kind}`);
      proxy.fault = { kind, concerns: concernsOdd };

      const failed = await collect(cluster);
      const meanwhile = await checksumsOf(cluster);
      proxy.fault = null;
      const again = await collect(cluster);

      expect(failed).toEqual([ODD]);
      expect([...meanwhile.keys()]).toEqual(HOURS.filter((hour) => hour !== ODD));
      expect(again).toEqual([]);
      expect(await checksumsOf(cluster)).toEqual(undisturbed);
    },
  );

  test("a part that is missing is not seen, never zero, and seen when it is there again", async () => {
    const cluster = await clusterOf("warned");
    proxy.fault = { kind: "warning", concerns: concernsOdd };

    await collect(cluster);
    const meanwhile = await checksumsOf(cluster);
    proxy.fault = null;
    await collect(cluster);

    expect(meanwhile.get(ODD)).not.toBe(undisturbed.get(ODD));
    const { rows } = await database.primary.query<{ restated: { allocatedNano: string }[] }>(
      `select restated from cluster_hour where cluster_id = $1 and hour = $2`,
      [cluster.clusterId, new Date(ODD)],
    );
    expect(rows[0]?.restated).toHaveLength(1);
    expect(await checksumsOf(cluster)).toEqual(undisturbed);
  });

  test("no hour is torn by any of it", async () => {
    expect(tornHours(await readHours(database.url))).toEqual([]);
  });
});
