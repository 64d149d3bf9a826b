import * as fc from "fast-check";
import { expect, test } from "vitest";
import { wholeNodes } from "../../support/allocated.ts";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import {
  closing,
  type HourCosts,
  type NodeCosts,
  type Parts,
} from "../../../server/src/domain/allocation/hour-costs.ts";
import type { Measures } from "../../../server/src/domain/allocation/measures.ts";
import { arbitraryBook } from "./arbitrary-book.ts";
import { arbitraryObservation } from "./arbitrary-observation.ts";

const PARTS = ["cpu", "ram", "gpu"] as const;

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

/** Money of a row, spelt out here so that a column that the code forgets is missed. */
function moneyOf(measures: Readonly<Measures>): bigint {
  const { cpuNano, ramNano, gpuNano, volumeNano, networkNano, loadBalancerNano } = measures;
  return cpuNano + ramNano + gpuNano + volumeNano + networkNano + loadBalancerNano;
}

function moneyOfParts(nodes: readonly NodeCosts[], pick: (node: NodeCosts) => Parts): bigint {
  return sum(nodes.map((node) => pick(node).cpu + pick(node).ram + pick(node).gpu));
}

function assertOnEachHour(check: (hour: HourCosts) => void): void {
  fc.assert(
    fc.property(arbitraryObservation, arbitraryBook, (observation, book) => {
      check(allocateHour(observation, book));
    }),
  );
}

test("every hour closes to the nano", () => {
  assertOnEachHour((hour) => {
    expect(closing(hour).differenceNano).toBe(0n);
  });
});

test("allocations, idle, unobserved and fee are the assets, summed anew from rows, nodes and assets", () => {
  assertOnEachHour((hour) => {
    const fee = sum(hour.assets.filter(({ kind }) => kind === "fee").map(({ costNano }) => costNano));
    const assets =
      moneyOfParts(hour.nodes, (node) => node.asset) + sum(hour.assets.map(({ costNano }) => costNano));
    const unobserved =
      moneyOfParts(hour.nodes, (node) => node.unobserved) +
      sum(hour.assets.map(({ unobservedNano }) => unobservedNano));

    const spent =
      sum(hour.rows.map(({ measures }) => moneyOf(measures))) +
      moneyOfParts(hour.nodes, (node) => node.idle) +
      unobserved +
      fee;

    expect(spent).toBe(assets);
  });
});

test("each node closes in each of its parts", () => {
  assertOnEachHour((hour) => {
    for (const node of hour.nodes) {
      const parts = PARTS.map((part) => node.allocated[part] + node.idle[part] + node.unobserved[part]);

      expect(parts).toEqual(PARTS.map((part) => node.asset[part]));
    }
  });
});

test("what a node says was allocated is what its containers pay", () => {
  assertOnEachHour((hour) => {
    for (const node of wholeNodes(hour.nodes)) {
      const rows = hour.rows.filter((row) => row.kind === "container" && row.node === node.name);

      expect({
        cpu: sum(rows.map(({ measures }) => measures.cpuNano)),
        ram: sum(rows.map(({ measures }) => measures.ramNano)),
        gpu: sum(rows.map(({ measures }) => measures.gpuNano)),
      }).toEqual(node.allocated);
    }
  });
});

test("volumes, load balancers and traffic each close on their own", () => {
  assertOnEachHour((hour) => {
    const ofKind = (wanted: string): bigint =>
      sum(
        hour.assets
          .filter(({ kind }) => kind === wanted)
          .map(({ costNano, unobservedNano }) => costNano - unobservedNano),
      );

    expect({
      volume: sum(hour.rows.map(({ measures }) => measures.volumeNano)),
      network: sum(hour.rows.map(({ measures }) => measures.networkNano)),
      loadBalancer: sum(hour.rows.map(({ measures }) => measures.loadBalancerNano)),
    }).toEqual({
      volume: ofKind("volume"),
      network: ofKind("network"),
      loadBalancer: ofKind("loadBalancer"),
    });
  });
});

test("nothing is negative: no figure of a row, a node or an asset, idle least of all", () => {
  assertOnEachHour((hour) => {
    const figures = [
      ...hour.rows.flatMap(({ measures }) => Object.values(measures)),
      ...wholeNodes(hour.nodes).flatMap((node) =>
        [node.idle, node.asset, node.allocated, node.unobserved, node.capacity].flatMap((parts) =>
          PARTS.map((part) => parts[part]),
        ),
      ),
      ...hour.assets.flatMap(({ quantity, costNano, unobservedNano }) => [
        quantity,
        costNano,
        unobservedNano,
      ]),
    ];

    expect(figures.filter((figure) => figure < 0n)).toEqual([]);
  });
});

test("nobody is charged more than their node cost while it was seen, in none of its parts", () => {
  assertOnEachHour((hour) => {
    const nodes = new Map(wholeNodes(hour.nodes).map((node) => [node.name, node]));
    const overcharged = hour.rows
      .filter(({ kind }) => kind === "container")
      .filter(({ node: name, measures }) => {
        const node = nodes.get(name);
        return (
          !node ||
          measures.cpuNano > node.asset.cpu - node.unobserved.cpu ||
          measures.ramNano > node.asset.ram - node.unobserved.ram ||
          measures.gpuNano > node.asset.gpu - node.unobserved.gpu
        );
      });

    expect(overcharged).toEqual([]);
  });
});

test("a node's containers are never billed more of a part than the node had", () => {
  assertOnEachHour((hour) => {
    for (const node of wholeNodes(hour.nodes)) {
      const rows = hour.rows.filter((row) => row.kind === "container" && row.node === node.name);

      expect(sum(rows.map((row) => row.measures.cpuNanoCoreHours))).toBeLessThanOrEqual(node.capacity.cpu);
      expect(sum(rows.map((row) => row.measures.ramNanoGibHours))).toBeLessThanOrEqual(node.capacity.ram);
      expect(sum(rows.map((row) => row.measures.gpuNanoHours))).toBeLessThanOrEqual(node.capacity.gpu);
    }
  });
});

test("money by custom and default prices is part of a row's money, never more", () => {
  assertOnEachHour((hour) => {
    const beyond = hour.rows.filter(
      ({ measures }) => measures.customNano + measures.defaultNano > moneyOf(measures),
    );

    expect(beyond).toEqual([]);
  });
});

test("no two rows, nodes or assets have the same key", () => {
  assertOnEachHour((hour) => {
    const keys = [
      ...hour.rows.map(({ measures: _measures, labels: _labels, scaled: _scaled, ...key }) =>
        JSON.stringify(key),
      ),
      ...hour.nodes.map(({ name, span }) => `node ${name} ${span}`),
      ...hour.assets.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`),
    ];

    expect(new Set(keys).size).toBe(keys.length);
  });
});
