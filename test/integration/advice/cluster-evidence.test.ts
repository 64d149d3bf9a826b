import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WorkloadSurroundings } from "../../../server/src/domain/advice/asset-evidence.ts";
import { workloadKey } from "../../../server/src/domain/advice/bill/pool-changes.ts";
import { settleCluster } from "../../../server/src/domain/advice/cluster-advice.ts";
import type { ClusterEvidence } from "../../../server/src/domain/advice/cluster-evidence.ts";
import { readClusterEvidence } from "../../../server/src/store/advice/cluster/read-cluster-evidence.ts";
import { inMoment } from "../../../server/src/store/connection/transaction.ts";
import { makeDay } from "../../../server/src/store/sums/days/make-day.ts";
import { gib } from "../../support/observations.ts";
import { storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { advisedHour, advisedHours, DAYS, WINDOW } from "./advised-world.ts";

let database: TestDatabase;
let evidence: ClusterEvidence;
let guessed: ClusterEvidence;
const HOURS = advisedHours().filter((hour) => hour >= WINDOW.start).length;

beforeAll(async () => {
  database = await createTestDatabase();
  evidence = await storedEvidence("told", false);
  guessed = await storedEvidence("guessed", true);
});
afterAll(async () => {
  await database.drop();
});

async function storedEvidence(cluster: string, isGuessed: boolean): Promise<ClusterEvidence> {
  const hours = advisedHours().slice(0, isGuessed ? 3 : undefined);
  const clusterId = await storeHours(
    database,
    cluster,
    hours.map((hour) => advisedHour(hour, { isGuessed })),
  );
  for (let day = WINDOW.start - DAY_MS; day < WINDOW.end; day += DAY_MS)
    await makeDay(database, { clusterId, day });
  const window = { ...WINDOW, seenHours: HOURS };
  return inMoment(database, (client) =>
    readClusterEvidence(client, { clusterId, cluster, currency: "EUR", window }),
  );
}

describe("volumes", () => {
  test("on how many days each was there, and mounted; who had it last, and since when it is unmounted", () => {
    expect(evidence.volumes).toMatchObject([
      { name: "data", days: DAYS, toldDays: DAYS, unmountedDays: 0, unmountedSince: null, lastUser: null },
      {
        name: "lost",
        days: DAYS,
        toldDays: DAYS,
        unmountedDays: DAYS,
        unmountedSince: WINDOW.start,
        lastUser: { kind: "CronJob", name: "report" },
      },
      {
        name: "never",
        unmountedDays: DAYS,
        unmountedSince: WINDOW.start - DAY_MS,
        lastUser: null,
        namespace: "shop",
      },
    ]);
  });

  test("where mounts were found by names alone, nobody told which pods mount what", () => {
    expect(guessed.volumes.map(({ name, toldDays }) => [name, toldDays])).toEqual([
      ["data", 0],
      ["lost", 0],
      ["never", 0],
    ]);
  });
});

describe("nodes", () => {
  test("how long each has been idle but for DaemonSets, and what it cost then", () => {
    const idle = evidence.nodes.map(({ node, idleHours, isCordoned }) => [node, idleHours, isCordoned]);
    expect(idle).toEqual([
      ["empty-1", 26, true],
      ["empty-2", 26, false],
      ["general-1", 0, false],
      ["general-2", 0, false],
      ["spot-1", 0, false],
    ]);
    const [empty] = evidence.nodes;
    // 2 cores at 0.04, half a core of them the agent's.
    expect(empty?.cost.cpu).toEqual({ spentNano: 2_080_000_000n, idleNano: 1_560_000_000n });
    expect(empty?.lastSeen).toBe(WINDOW.end - HOUR_MS);
  });
});

function around(controllerKind: string, controller: string): WorkloadSurroundings | undefined {
  return evidence.surroundings.get(workloadKey({ namespace: "shop", controllerKind, controller }));
}

describe("workloads", () => {
  test("what they sent, mount and stand on", () => {
    expect(around("Deployment", "web")).toEqual({
      traffic: { bytes: 7_200_000 * HOURS, seconds: 3_600 * HOURS },
      hasVolumes: false,
      gpuNano: 0n,
      isGuarded: true,
      isOnDemand: true,
    });
    expect(around("StatefulSet", "db")).toMatchObject({ hasVolumes: true, traffic: { bytes: 0 } });
    expect(around("Deployment", "cache")).toMatchObject({ isOnDemand: false });
  });

  test("what spot nodes cost", () => {
    const hours = BigInt(HOURS) * 1_000_000_000n;
    expect(evidence.spotPools).toEqual([
      {
        pool: "spot",
        cpuNano: (hours * 4n) / 100n,
        cpuNanoCoreHours: 4n * hours,
        ramNano: (hours * 16n * 2n) / 1000n,
        ramNanoGibHours: 16n * hours,
      },
    ]);
  });
});

describe("places", () => {
  test("nodes with what can be given to pods, their price by how much they are there, and how pods stand", () => {
    const { nodes, pods } = evidence.places ?? { nodes: [], pods: [] };
    expect(nodes.map(({ name, isCordoned, taints }) => [name, isCordoned, taints])).toEqual([
      ["empty-1", true, []],
      ["empty-2", false, []],
      ["general-1", false, []],
      ["general-2", false, ["a=b:NoSchedule"]],
      ["spot-1", false, []],
    ]);
    const general = nodes.find(({ name }) => name === "general-1");
    expect(general?.allocatable).toEqual({
      millicores: 7900,
      ramBytes: Math.floor(gib(31.6)),
      pods: 58,
      milliGpus: 0,
    });
    // 8 cores at 0.04 and 32 GiB at 0.01 an hour.
    expect(general?.monthNano).toBe(640_000_000n * 730n);
    const sizes = pods.map(({ namespace, node, staysInZone, belongsToNode, size }) =>
      [namespace, node, staysInZone, belongsToNode, size.millicores, size.ramBytes / gib(1)].join(" "),
    );
    expect(sizes).toContain("shop general-1 true false 1000 2");
    expect(sizes).toContain("shop general-2 false false 1000 2");
    expect(sizes).toContain("shop spot-1 false true 500 1");
    expect(pods).toHaveLength(9);
  });

  test("all of it together: idle nodes but for one, and volumes, each once", () => {
    const { recommendations, total } = settleCluster([], evidence);
    expect(recommendations.map(({ kind, subject }) => `${kind} ${subject.asset}`)).toEqual([
      "unmounted-volume lost",
      "unmounted-volume never",
      "idle-node empty-2",
    ]);
    const bills = recommendations.map(({ bill }) => bill?.atLeastNano ?? 0n);
    expect(total.bill?.atLeastNano).toBe(bills.reduce((sum, nano) => sum + nano, 0n));
    expect(total.freedNano).toBeLessThanOrEqual(total.costNano);
  });
});
