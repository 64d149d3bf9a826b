import { expect, test } from "vitest";
import { readShard } from "../../../../server/src/sources/prometheus/pods/read-shard.ts";
import { wholeCluster } from "../../../../server/src/sources/prometheus/query/shard.ts";
import { readerOf } from "./support/reader-of.ts";
import { minute, seriesOf } from "./support/series-of.ts";

const POD = { namespace: "shop", pod: "web-1", container: "web", job: "ksm", instance: "ksm:8080" };

test("requests under the names of kube-state-metrics 1.x are requests of CPU and memory", async () => {
  const { reader } = readerOf((expression) => {
    if (expression.includes("changes(")) return [];
    if (expression.includes("requests_cpu_cores")) return [seriesOf(POD, [[minute(60), 0.5]])];
    return expression.includes("requests_memory_bytes") ? [seriesOf(POD, [[minute(60), 1e9]])] : [];
  });

  const { requests } = await readShard(reader, wholeCluster(), new Set());

  const found = requests.map(({ labels, values }) => [labels["container"], labels["resource"], values[0]]);
  expect(found).toEqual([
    ["web", "cpu", 0.5],
    ["web", "memory", 1e9],
  ]);
});
