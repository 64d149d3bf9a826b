import { expect, test } from "vitest";
import { SourceError } from "../../../../server/src/sources/source-error.ts";
import { readShard, readShards } from "../../../../server/src/sources/prometheus/pods/read-shards.ts";
import { namespaceShard, wholeCluster } from "../../../../server/src/sources/prometheus/query/shard.ts";
import { readerOf } from "./support/reader-of.ts";
import { minute, seriesOf } from "./support/series-of.ts";

const POD = { namespace: "shop", pod: "web-1", container: "web", job: "ksm", instance: "ksm:8080" };

test("requests under the names of kube-state-metrics 1.x are requests of CPU and memory", async () => {
  const { reader } = readerOf((expression) => {
    if (expression.includes("changes(")) return [];
    if (expression.includes("requests_cpu_cores")) return [seriesOf(POD, [[minute(60), 0.5]])];
    return expression.includes("requests_memory_bytes") ? [seriesOf(POD, [[minute(60), 1e9]])] : [];
  });

  const { requests } = await readShard(
    reader,
    wholeCluster([], () => "namespace"),
    new Set(),
  );

  const found = requests.map(({ labels, values }) => [labels["container"], labels["resource"], values[0]]);
  expect(found).toEqual([
    ["web", "cpu", 0.5],
    ["web", "memory", 1e9],
  ]);
});

/** The namespaces of each question about pods that was answered, where one of more than `most` is refused. */
async function answered(shards: Parameters<typeof readShards>[1]["shards"], most: number): Promise<string[]> {
  const texts: string[] = [];
  const { reader } = readerOf((expression) => {
    const names = /namespace=~"([^"]*)"/.exec(expression)?.[1]?.split("|") ?? [];
    if (names.length > most) throw new SourceError("too long query", { isTooLarge: true });
    if (expression.startsWith("kube_pod_info{")) texts.push(names.join(" "));
    return [];
  });
  for await (const series of readShards(reader, { shards, missing: new Set() }))
    expect(series.podInfo).toEqual([]);
  return texts;
}

test("a shard that is too large for the server is read in parts, each once", async () => {
  const shard = namespaceShard(["a", "b", "c", "d", "e"], () => "namespace");

  expect(await answered([shard], 2)).toEqual(["a b", "c", "d e"]);
});

test("a shard that cannot be cut any more fails as the server said", async () => {
  const shard = namespaceShard(["a", "b"], () => "namespace");

  await expect(answered([shard], 0)).rejects.toThrow("too long query");
});
