import { HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import type { NodeObservation, Source } from "../../../../server/src/domain/observation.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { priceShelf } from "../../../../server/src/price-list/price-shelf.ts";
import { lookAtHours, lookedLines } from "../../../../server/src/run/doctor/looked-hours.ts";
import { createNode, createObservation, HOUR } from "../../../support/observations.ts";

/** What the doctor says of a cluster's newest hour. */
async function saidOf(nodes: readonly NodeObservation[]): Promise<string> {
  const source: Source = {
    kind: "prometheus",
    observe: (hour) => Promise.resolve(createObservation({ hour, nodes })),
    earliestHour: () => Promise.resolve(HOUR),
  };
  const looked = await lookAtHours({
    source,
    priceBook: DEFAULT_PRICE_BOOK,
    hours: [HOUR, HOUR - HOUR_MS],
    signal: new AbortController().signal,
    listsFor: priceShelf(),
  });
  return lookedLines(looked).join("\n");
}

const node = (
  name: string,
  perNodeHour: number | null,
  more: Partial<Parameters<typeof createNode>[0]> = {},
) =>
  createNode({
    name,
    instanceType: "m6i.xlarge",
    region: "us-east-1",
    ...(perNodeHour !== null && { price: { perNodeHour } }),
    ...more,
  });

test("where exporter and list differ by more than 3 %, the doctor says so for each type", async () => {
  const said = await saidOf([
    node("a", 0.25),
    node("b", 0.25),
    node("c", 0.096, { instanceType: "m5.large", cpuCores: 2, ramGib: 8 }),
    node("d", 0.06, { capacityType: "spot" }),
    node("e", null),
  ]);
  expect(said).toContain(
    "DIFFERS    m6i.xlarge in us-east-1, 2 nodes: 0.250000 USD an hour by the exporter, 0.192000 by the list (+30.2 %).",
  );
  expect(said, "the same to 3 %").not.toContain("m5.large");
  expect(said, "on spot the list says nothing").toContain("2 nodes");
  expect(said).toContain("A price book overrules both");
  expect(said).toContain("Prices of the newest of them: 77.4 % exporter, 22.6 % list.");
  expect(said).toContain("The list of aws is of 2026-07-20.");
});

test("where they agree, it says so", async () => {
  expect(await saidOf([node("a", 0.192)])).toContain("Exporter and list agree to 3 % on 1 type.");
});

test("where there is no exporter, nothing is compared", async () => {
  const said = await saidOf([node("a", null), node("b", null, { instanceType: "", region: "" })]);
  expect(said).not.toMatch(/DIFFERS|agree/);
  expect(said).toContain("50.3 % default, 49.7 % list.");
});
