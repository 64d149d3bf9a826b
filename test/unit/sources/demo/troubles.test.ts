import { HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { foundThings } from "../../../../server/src/domain/findings/found-things.ts";
import type { Finding } from "../../../../server/src/domain/findings/finding.ts";
import type { Observation } from "../../../../server/src/domain/observation.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { gapOf } from "../../../../server/src/sources/demo/gap.ts";
import { hashText } from "../../../../server/src/sources/demo/noise.ts";
import { MONDAY, observeHour, observeHours } from "./hours.ts";

/** Findings about a node or a pod that the hour does not have, or about a load balancer that it does have. */
function unknownSubjects({ findings, nodes, pods, loadBalancers }: Observation): Finding[] {
  const nodeNames = new Set(nodes.map(({ name }) => name));
  const podNames = new Set(pods.map(({ name }) => name));
  const services = new Set(loadBalancers.map(({ service }) => service));
  return findings.filter(({ subject }) => {
    if (subject.kind === "node") return !nodeNames.has(subject.name);
    if (subject.kind === "pod") return !podNames.has(subject.name);
    return subject.kind === "service" && services.has(subject.name);
  });
}

test.each(["kubecent", "test", "another"])(
  "any day of the demo has a few findings, each about something that it has (seed %s)",
  async (seed) => {
    const hours = await observeHours(MONDAY, 24, seed);
    const codes = new Set(hours.flatMap(({ findings }) => findings.map(({ code }) => code)));

    expect([...codes].toSorted()).toEqual([
      "counter_went_back",
      "gpus_offered_beyond_real",
      "load_balancer_pending",
    ]);
    expect(hours.flatMap(unknownSubjects)).toEqual([]);
  },
);

test("what shares a GPU and what slips is money; a load balancer that never came is none", async () => {
  const hours = await observeHours(MONDAY, 24);
  const found = hours.flatMap((hour) => foundThings(allocateHour(hour, DEFAULT_PRICE_BOOK)));
  const touched = (code: string) =>
    found.filter((each) => each.code === code).every(({ touchedNano }) => touchedNano > 0n);

  expect(touched("gpus_offered_beyond_real")).toBe(true);
  expect(touched("counter_went_back")).toBe(true);
  expect(touched("load_balancer_pending")).toBe(false);
});

test("an hour is troubled in the same way each time, and of its gap nothing is found", async () => {
  const numbers = Array.from({ length: 720 }, (_, index) => MONDAY / HOUR_MS + index);
  const hour = (numbers.find((each) => gapOf(hashText("test"), each * HOUR_MS)) ?? 0) * HOUR_MS;

  const [once, again] = [await observeHour(hour), await observeHour(hour)];

  expect(again.findings).toEqual(once.findings);
  expect(once.findings.find(({ code }) => code === "load_balancer_pending")?.minutes).toBe(20);
});
