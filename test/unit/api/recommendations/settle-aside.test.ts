import { expect, test } from "vitest";
import { settleAside } from "../../../../server/src/api/recommendations/round/settle-aside.ts";
import { workloadKey } from "../../../../server/src/domain/advice/bill/pool-changes.ts";
import { settlePresets, type UnsettledAdvice } from "../../../../server/src/domain/advice/settle-presets.ts";
import { freedCpu, madeAdvice, sizeChange } from "../../domain/advice/ledger/made-advice.ts";
import { MIB, windowOf } from "../../domain/advice/truth.ts";

const NODES = 60;
const DOLLAR = 1_000_000_000n;
const NAMES = Array.from({ length: NODES }, (_, index) => `web-${index}`);
const ROOM = { millicores: 4_000, ramBytes: 16_384 * MIB, pods: 110, milliGpus: 0 };
const half = sizeChange({ cpuCores: 3, ramBytes: MIB }, { cpuCores: 1.5, ramBytes: MIB });

/** A pod on each node, which can be half as large: more than is settled in place. */
const ADVICE: UnsettledAdvice = {
  sizes: new Map(
    (["default", "krr"] as const).map((preset) => [
      preset,
      NAMES.map((name) =>
        madeAdvice("container-size", name, {
          change: half,
          freed: [freedCpu(name, 8n * DOLLAR, 4n * DOLLAR)],
        }),
      ),
    ]),
  ),
  others: [],
  cluster: {
    cluster: "prod",
    currency: "USD",
    window: windowOf(14),
    volumes: [],
    nodes: [],
    surroundings: new Map(),
    spotPools: [],
    guarded: new Set(),
    places: {
      nodes: NAMES.map((name) => ({
        name,
        zone: "a",
        region: "r",
        pool: "general",
        instanceType: "m",
        capacityType: "",
        labels: {},
        taints: [],
        isCordoned: false,
        allocatable: ROOM,
        monthNano: 100n * DOLLAR,
      })),
      pods: NAMES.map((name) => ({
        id: name,
        namespace: "shop",
        workload: workloadKey({ namespace: "shop", controllerKind: "Deployment", controller: name }),
        node: name,
        staysInZone: false,
        belongsToNode: false,
        size: { ...ROOM, millicores: 3_000, ramBytes: MIB, pods: 1 },
      })),
    },
  },
};

test("a thread of its own settles a large cluster as it would be settled in place", async () => {
  const settled = await settleAside(ADVICE, AbortSignal.timeout(60_000));
  expect(settled).toEqual(settlePresets(ADVICE));
  expect(settled.bills.get("krr")).toMatchObject({ atLeastNano: 3_000n * DOLLAR });
});

test("it ends when it is told to", async () => {
  await expect(settleAside(ADVICE, AbortSignal.abort())).rejects.toThrow("aborted");
});
