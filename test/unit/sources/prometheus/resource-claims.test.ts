import { expect, test } from "vitest";
import { FindingBook } from "../../../../server/src/domain/findings/finding-book.ts";
import { observeHour } from "../../../../server/src/sources/prometheus/observe-hour.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { noteResourceClaims } from "../../../../server/src/sources/prometheus/pods/observe-all-pods.ts";
import { answerFrom } from "./support/answer-from.ts";
import { readerOf } from "./support/reader-of.ts";
import { seriesOf, steady } from "./support/series-of.ts";
import { worldOf } from "./support/troubled-world.ts";

const WORKLOAD = { cores: 0.5, ramGib: 1, requests: 1, traffic: 0, age: 1e4, listed: "once" } as const;
const POD = { namespace: "team-0", pod: "web-1", uid: "00000000-0000-4000-8000-000000000000" };

function claim(labels: Readonly<Record<string, string>>): Series {
  const target = { job: "ksm", instance: "ksm:8080" };
  return seriesOf({ __name__: "kube_pod_resourceclaim_info", ...target, ...POD, ...labels }, steady(-7, 67));
}

async function foundIn(more: readonly Series[]) {
  const world = [...worldOf([WORKLOAD, WORKLOAD]), ...more];
  const { findings } = await observeHour(readerOf(answerFrom(world)).reader);
  return findings.filter(({ code }) => code === "resource_claim_unpriced");
}

test("a pod with a resource claim is marked, once, with its claims' names; its neighbour is not", async () => {
  const found = await foundIn([
    claim({ claim_name: "gpu", resourceclaim_name: "web-1-gpu-x", resourceclaim_template_name: "gpu" }),
    claim({ claim_name: "nic", resourceclaim_name: "shared-nic", resourceclaim_template_name: "" }),
  ]);

  expect(found).toEqual([
    {
      code: "resource_claim_unpriced",
      subject: { kind: "pod", namespace: "team-0", name: "web-1" },
      minutes: 60,
      detail: "claim shared-nic, claim web-1-gpu-x of template gpu",
    },
  ]);
});

test("a claim that is not resolved yet goes by the name that the pod gives it", async () => {
  const [found] = await foundIn([claim({ claim_name: "gpu", resourceclaim_name: "" })]);

  expect(found?.detail).toBe("claim gpu");
});

test("where a price exporter tells the devices of a pod, its claims are no finding", async () => {
  const allocation = seriesOf(
    {
      __name__: "container_gpu_allocation",
      job: "opencost",
      instance: "opencost:9003",
      ...POD,
      container: "web",
    },
    steady(-7, 67, { value: 1 }),
  );

  expect(await foundIn([claim({ claim_name: "gpu", resourceclaim_name: "x" }), allocation])).toEqual([]);
});

test("a claim of a pod that did not run in the hour is no finding", async () => {
  const findings = new FindingBook();

  await noteResourceClaims(readerOf(() => [claim({ claim_name: "gpu" })]).reader, [], findings);

  expect(findings.list()).toEqual([]);
});
