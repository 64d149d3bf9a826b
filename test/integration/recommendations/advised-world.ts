import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type { ContainerEvidence, WorkloadEvidence } from "../../../server/src/domain/advice/evidence.ts";
import type { ClusterPlaces } from "../../../server/src/domain/advice/bill/bill-effects.ts";
import type { EvidenceReaders } from "../../../server/src/api/recommendations/round/evidence-readers.ts";
import { recommendRound } from "../../../server/src/api/recommendations/round/recommend-round.ts";
import { makeDay } from "../../../server/src/store/sums/days/make-day.ts";
import { createContainer, createNode, createObservation, createPod } from "../../support/observations.ts";
import { storeHours } from "../../support/stored-world.ts";
import type { TestDatabase } from "../../support/test-database.ts";
import { containerOf, flat, MIB, windowOf, workloadOf } from "../../unit/domain/advice/truth.ts";

export const BEGIN = Date.UTC(2026, 7, 3);
const GIB = 1_024 * MIB;

/** What a workload's one container does, day by day. */
export interface Told {
  readonly namespace: string;
  readonly name: string;
  readonly requests: (day: number) => { readonly cpuCores: number; readonly ramBytes: number };
  readonly cpuCores: (day: number) => number;
  readonly oomKills?: ContainerEvidence["oomKills"];
  /** Days on which it is there; all where it is left out. */
  readonly isThere?: (day: number) => boolean;
}

const NOTHING_BESIDE = {
  volumes: [],
  nodes: [],
  surroundings: new Map(),
  spotPools: [],
  guarded: new Set<string>(),
};

/** A cluster of which a day can close at a time, with two hours in each. */
export class AdvisedWorld {
  readonly #database: TestDatabase;
  readonly workloads: Told[];
  /** Where its pods stand; null is "nobody has told what nodes can give to pods". */
  places: ClusterPlaces | null = null;
  #closed = 0;

  constructor(database: TestDatabase, workloads: Told[]) {
    this.#database = database;
    this.workloads = workloads;
  }

  get end(): Instant {
    return BEGIN + this.#closed * DAY_MS;
  }

  /** Stores the next day, closes it and has it advised upon. */
  async closeDay(): Promise<number> {
    const day = this.#closed++;
    const at = BEGIN + day * DAY_MS;
    const hours = [0, 12].map((hour) => this.#observed(day, at + hour * HOUR_MS));
    const clusterId = await storeHours(this.#database, "prod", hours);
    await makeDay(this.#database, { clusterId, day: at });
    return this.round();
  }

  async round(): Promise<number> {
    const { advised } = await recommendRound({
      database: this.#database,
      readers: this.#readers(),
      until: this.end,
      assertHeld: () => Promise.resolve(),
      signal: AbortSignal.timeout(60_000),
    });
    return advised;
  }

  #observed(day: number, hour: Instant) {
    const there = this.workloads.filter(({ isThere = () => true }) => isThere(day));
    return createObservation({
      hour,
      nodes: [createNode({ cpuCores: 16 })],
      pods: there.map(({ namespace, name, requests }) =>
        createPod({
          namespace,
          name: `${name}-1`,
          controller: name,
          containers: [
            createContainer({
              name: "app",
              cpuRequest: requests(day).cpuCores,
              ramRequestGib: requests(day).ramBytes / GIB,
            }),
          ],
        }),
      ),
    });
  }

  #readers(): EvidenceReaders {
    const all = this.workloads.map((told) => this.#evidence(told));
    return {
      async *workloads(_client, { window }) {
        yield* await Promise.resolve(all.map((workload) => ({ ...workload, window })));
      },
      cluster: (_client, { cluster, currency, window }) =>
        Promise.resolve({ ...NOTHING_BESIDE, cluster, currency, window, places: this.places }),
    };
  }

  #evidence({ namespace, name, requests, cpuCores, oomKills = [] }: Told): WorkloadEvidence {
    const days = Array.from({ length: this.#closed }, (_, day) => {
      const pods = [{ pod: "a", cpuCores: flat(1, cpuCores(day)), ramBytes: flat(1, 200 * MIB) }];
      return containerOf(1, { end: BEGIN + (day + 1) * DAY_MS, pods, requests: requests(day) });
    });
    const last = days.at(-1) ?? containerOf(0, { pods: [] });
    const known = oomKills === "unknown" ? oomKills : oomKills.filter(({ hour }) => hour < this.end);
    const container = { ...last, oomKills: known, days: days.flatMap((one) => one.days) };
    const window = windowOf(this.#closed, this.end);
    return workloadOf(this.#closed, { namespace, name, window, containers: [container] });
  }
}
