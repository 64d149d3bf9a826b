import { IDENTITY_FACTS, IDENTITY_SOURCES } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Claim,
  settleIdentity,
} from "../../../../server/src/sources/prometheus/identity/settle-identity.ts";

const TRUTH = {
  providerId: "aws:///eu-central-1a/i-0cb3a1f2e4d5c6b04",
  instanceType: "m5.large",
  region: "eu-central-1",
  zone: "eu-central-1a",
  capacityType: "spot",
};

/** What a source may say of one machine: each fact or nothing, in its own letters, or less of it. */
const claim: fc.Arbitrary<Claim> = fc.record({
  source: fc.constantFrom(...IDENTITY_SOURCES),
  says: fc.record(
    {
      providerId: fc.constantFrom("", TRUTH.providerId, "i-0cb3a1f2e4d5c6b04"),
      instanceType: fc.constantFrom("", TRUTH.instanceType, "k3s"),
      region: fc.constantFrom("", TRUTH.region),
      zone: fc.constantFrom("", TRUTH.zone),
      capacityType: fc.constantFrom("", TRUTH.capacityType),
    },
    { requiredKeys: [] },
  ),
});

test("the order of sources changes nothing where they agree", () => {
  const orders = fc
    .uniqueArray(claim, { selector: ({ source }) => source })
    .chain((claims) =>
      fc.tuple(
        fc.constant(claims),
        fc.shuffledSubarray(claims, { minLength: claims.length, maxLength: claims.length }),
      ),
    );
  fc.assert(
    fc.property(orders, ([claims, shuffled]) => {
      const settled = settleIdentity(claims);
      expect(settleIdentity(shuffled).facts).toEqual(settled.facts);
      expect(settled.contradictions).toEqual([]);
      for (const fact of IDENTITY_FACTS) {
        const isSaid = claims.some(({ says }) => (says[fact] ?? "") !== "");
        expect(settled.told[fact] === undefined).toBe(!isSaid);
      }
    }),
  );
});

function settle(fact: "instanceType" | "providerId" | "capacityType", labels: string, exporter: string) {
  const { facts, told, contradictions } = settleIdentity([
    { source: "labels", says: { [fact]: labels } },
    { source: "exporter", says: { [fact]: exporter } },
  ]);
  return [facts[fact], told[fact], contradictions.length];
}

test.each([
  ["instanceType", "m5.large", "m5.xlarge", ["m5.large", "labels", 1]],
  ["instanceType", "m5.large", "M5.LARGE", ["m5.large", "labels", 0]],
  ["instanceType", "k3s", "m5.xlarge", ["m5.xlarge", "exporter", 0]],
  ["instanceType", "our-big-one", "m5.xlarge", ["m5.xlarge", "exporter", 1]],
  ["instanceType", "rke2", "", ["rke2", "labels", 0]],
  ["capacityType", "on-demand", "spot", ["spot", "exporter", 1]],
  ["providerId", "i-0cb3", "aws:///eu-central-1a/i-0cb3", ["aws:///eu-central-1a/i-0cb3", "exporter", 0]],
  ["providerId", "aws:///a/i-0cb3", "i-0cb4", ["aws:///a/i-0cb3", "labels", 1]],
] as const)(
  "%s: of %s by labels and %s by the exporter the more specific goes first",
  (fact, a, b, expected) => {
    expect(settle(fact, a, b)).toEqual(expected);
  },
);
