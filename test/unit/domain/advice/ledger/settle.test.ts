import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import "../../../../support/property-runs.ts";
import { savingsTotal } from "../../../../../server/src/domain/advice/ledger/savings-total.ts";
import { settle } from "../../../../../server/src/domain/advice/ledger/settle.ts";
import type { Recommendation } from "../../../../../server/src/domain/advice/recommendation.ts";
import { freedCpu, madeAdvice } from "./made-advice.ts";

const DOLLAR = 1_000_000_000n;

function ofWorkload(kind: Recommendation["kind"], name: string, cost: bigint, freed: bigint): Recommendation {
  return madeAdvice(kind, name, { freed: [freedCpu(name, cost, freed)] });
}

describe("every dollar is in one recommendation", () => {
  test("what is deleted is not shrunk or moved too", () => {
    const { kept, covered } = settle([
      ofWorkload("spot-candidate", "web", 10n * DOLLAR, 6n * DOLLAR),
      ofWorkload("container-size", "web", 10n * DOLLAR, 5n * DOLLAR),
      ofWorkload("abandoned-workload", "web", 10n * DOLLAR, 10n * DOLLAR),
    ]);
    expect(kept.map(({ kind }) => kind)).toEqual(["abandoned-workload"]);
    expect(covered.map(({ kind }) => kind)).toEqual(["container-size", "spot-candidate"]);
  });

  test("what moves after it has shrunk saves a share of what is left, on the bill too", () => {
    const move = ofWorkload("spot-candidate", "web", 10n * DOLLAR, 6n * DOLLAR);
    const bill = { atLeastNano: 0n, atMostNano: 8n * DOLLAR, until: [] };
    const { kept } = settle([
      { ...move, bill },
      ofWorkload("container-size", "web", 10n * DOLLAR, 5n * DOLLAR),
    ]);
    expect(kept.map(({ freed }) => freed[0]?.freedNano)).toEqual([5n * DOLLAR, 3n * DOLLAR]);
    expect(kept[1]?.bill?.atMostNano).toBe(4n * DOLLAR);
  });

  test("what asks for more takes nothing from others", () => {
    const more = ofWorkload("container-size", "web", 10n * DOLLAR, -5n * DOLLAR);
    const { kept } = settle([more, ofWorkload("spot-candidate", "web", 10n * DOLLAR, 6n * DOLLAR)]);
    expect(kept.map(({ freed }) => freed[0]?.freedNano)).toEqual([-5n * DOLLAR, 6n * DOLLAR]);
  });

  test("of which there is no number takes nothing, and stays", () => {
    const insufficient = { reason: "not_measured", text: "" } as const;
    const unknown = { ...ofWorkload("unmounted-volume", "pvc", DOLLAR, 0n), change: null, insufficient };
    expect(settle([unknown])).toEqual({ kept: [unknown], covered: [] });
  });
});

const WORKLOADS = ["web", "api", "db", "job"];
const KINDS = ["abandoned-workload", "container-size", "spot-candidate"] as const;
// Of each kind there is one about a workload.
const arbitraryAdvice = fc.uniqueArray(
  fc.record({ kind: fc.constantFrom(...KINDS), at: fc.nat(3), percent: fc.integer({ min: -50, max: 100 }) }),
  { maxLength: 12, selector: ({ kind, at }) => `${kind} ${at}` },
);
const arbitraryCosts = fc.array(fc.bigInt({ min: 0n, max: 1_000n * DOLLAR }), { minLength: 4, maxLength: 4 });

test("no row frees more than it costs, all of them no more than all cost, and the order changes nothing", () => {
  fc.assert(
    fc.property(arbitraryAdvice, arbitraryCosts, (drawn, costs) => {
      const all = drawn.map(({ kind, at, percent }) => {
        const cost = costs[at] ?? 0n;
        return ofWorkload(kind, WORKLOADS[at] ?? "", cost, (cost * BigInt(percent)) / 100n);
      });
      const { kept, covered } = settle(all);
      expect(kept.length + covered.length).toBe(all.length);
      const freed = Map.groupBy(
        kept.flatMap((each) => each.freed),
        ({ row }) => row.controller,
      );
      for (const rows of freed.values()) {
        const gained = rows.reduce((sum, { freedNano }) => sum + (freedNano > 0n ? freedNano : 0n), 0n);
        expect(gained).toBeLessThanOrEqual(rows[0]?.costNano ?? 0n);
      }
      const total = savingsTotal(kept, []);
      expect(total.freedNano).toBeLessThanOrEqual(total.costNano);
      expect(total.costNano).toBeLessThanOrEqual(costs.reduce((sum, cost) => sum + cost, 0n));
      expect(savingsTotal(settle(all.toReversed()).kept, [])).toEqual(total);
    }),
  );
});
