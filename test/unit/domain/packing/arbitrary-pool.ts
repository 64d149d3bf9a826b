import * as fc from "fast-check";
import { type Amounts, fits, without } from "../../../../server/src/domain/packing/amounts.ts";
import type { PoolChanges, Pool, PoolNode, PoolPod } from "../../../../server/src/domain/packing/pool.ts";

interface PoolAndChanges {
  readonly pool: Pool;
  readonly changes: PoolChanges;
}

const RAM = 1_073_741_824;

/** Small pools whose pods stand where they fit, with replicas, zones and prices of their own; some of the pods shrink or go. */
export function arbitraryPool(mostNodes: number): fc.Arbitrary<PoolAndChanges> {
  const node = fc.record({
    zone: fc.constantFrom("a", "a", "b"),
    large: fc.boolean(),
    price: fc.constantFrom(70n, 70n, 70n, 60n),
  });
  const workload = fc.record({
    millicores: fc.integer({ min: 1, max: 9 }).map((tenths) => tenths * 500),
    gib: fc.integer({ min: 1, max: 14 }),
    replicas: fc.integer({ min: 1, max: 4 }),
    staysInZone: fc.constantFrom(false, false, false, true),
    cpuLeft: fc.constantFrom(1, 1, 0.5, 0.2),
    ramLeft: fc.constantFrom(1, 1, 0.5, 0.25),
    fate: fc.constantFrom("stays", "changes", "changes", "goes"),
  });
  return fc
    .record({
      alike: fc.boolean(),
      nodes: fc.array(node, { minLength: 1, maxLength: mostNodes }),
      workloads: fc.array(workload, { minLength: 1, maxLength: 5 }),
      starts: fc.array(fc.nat(100), { minLength: 20, maxLength: 20 }),
    })
    .map(({ alike, nodes, workloads, starts }) => {
      const stood: PoolNode[] = nodes.map(({ zone, large, price }, index) => ({
        name: `node-${index}`,
        zone: alike ? "a" : zone,
        room: {
          millicores: large && !alike ? 8000 : 6000,
          ramBytes: 16 * RAM,
          pods: large && !alike ? 3 : 5,
          milliGpus: 0,
        },
        monthNano: alike ? 70n : price,
      }));
      const left = new Map<string, Amounts>(stood.map(({ name, room }) => [name, room]));
      const pods: PoolPod[] = [];
      const changes = new Map<string, Amounts | null>();
      for (const [number, each] of workloads.entries()) {
        const size = { millicores: each.millicores, ramBytes: each.gib * RAM, pods: 1, milliGpus: 0 };
        for (let replica = 0; replica < each.replicas && pods.length < 11; replica++) {
          const from = starts[pods.length] ?? 0;
          const place = stood
            .map((_, at) => stood[(at + from) % stood.length])
            .find((it) => it && fits(size, left.get(it.name) ?? size));
          if (!place) continue;
          const id = `pod-${number}-${replica}`;
          left.set(place.name, without(left.get(place.name) ?? size, size));
          pods.push({
            id,
            namespace: "shop",
            workload: `workload-${number}`,
            node: place.name,
            staysInZone: each.staysInZone && !alike,
            size,
          });
          if (each.fate === "goes") changes.set(id, null);
          if (each.fate === "changes") {
            changes.set(id, {
              ...size,
              millicores: Math.round(size.millicores * each.cpuLeft),
              ramBytes: Math.round(size.ramBytes * each.ramLeft),
            });
          }
        }
      }
      return { pool: { name: "pool", nodes: stood, pods }, changes: { pods: changes, freed: new Map() } };
    });
}
