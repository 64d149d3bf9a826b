import { describe, expect, test } from "vitest";
import type { NodeEvidence } from "../../../../../server/src/domain/advice/asset-evidence.ts";
import { idleNodes } from "../../../../../server/src/domain/advice/rules/idle-nodes.ts";
import { WINDOW_END, windowOf } from "../truth.ts";

const nothing = { spentNano: 0n, idleNano: 0n };
const NODE: NodeEvidence = {
  cluster: "prod",
  currency: "USD",
  window: windowOf(14),
  node: "node-1",
  pool: "batch",
  instanceType: "m6i.large",
  lastSeen: WINDOW_END - 3_600_000,
  idleHours: 48,
  // $0.10 an hour, nine tenths of it nobody's.
  cost: { cpu: { spentNano: 4_800_000_000n, idleNano: 4_320_000_000n }, ram: nothing, gpu: nothing },
  isCordoned: false,
};
const BUSY = { ...NODE, node: "node-0", idleHours: 0 };

describe("a node with nothing but DaemonSets for a day", () => {
  test("is to be removed: free is what nobody is charged for, and the bill falls by all of it", () => {
    const [advice, ...rest] = idleNodes([BUSY, NODE]);
    expect(rest).toEqual([]);
    expect(advice).toMatchObject({ subject: { asset: "node-1", namespace: "" }, change: { to: "delete" } });
    expect(advice?.freed).toMatchObject([{ costNano: 65_700_000_000n, freedNano: 65_700_000_000n }]);
    expect(advice?.bill).toMatchObject({ atLeastNano: 73_000_000_000n, atMostNano: 73_000_000_000n });
  });

  test.each<[string, NodeEvidence]>([
    ["has been idle for less", { ...NODE, idleHours: 23 }],
    ["is gone already", { ...NODE, lastSeen: WINDOW_END - 2 * 3_600_000 }],
  ])("is left alone where it %s", (_, node) => {
    expect(idleNodes([BUSY, node])).toEqual([]);
  });

  test("of a pool that is idle as a whole, the dearest stays", () => {
    const cpu = { spentNano: 9_600_000_000n, idleNano: 9_600_000_000n };
    const dear = { ...NODE, node: "node-2", cost: { ...NODE.cost, cpu } };
    expect(idleNodes([NODE, dear]).map(({ subject }) => subject.asset)).toEqual(["node-1"]);
    expect(idleNodes([NODE])).toEqual([]);
  });

  test("is flagged where somebody has cordoned it", () => {
    expect(idleNodes([BUSY, { ...NODE, isCordoned: true }])[0]?.warnings).toMatchObject([
      { code: "not_known" },
    ]);
  });
});
