import { MINUTE_MS } from "@kubecent/shared";
import type { Population } from "./population.ts";
import type { Span, WorldNode } from "./world.ts";

const GIB = 2 ** 30;

/** Deployments, one of them rolled out in the middle, an Argo Rollout, a DaemonSet. */
export function addServices(population: Population): void {
  const { dice, always } = population;
  const rollout = population.end(40, 140);
  const sets = [
    { namespace: "shop", name: "web", owner: ["Deployment", "web"], cores: 0.5, gib: 1, rolls: true },
    { namespace: "media", name: "encode", owner: ["Rollout", "encode"], cores: 0.8, gib: 2, rolls: false },
    { namespace: "tiny", name: "hook", owner: ["Deployment", "hook"], cores: 0.05, gib: 0.1, rolls: false },
  ] as const;
  for (const { namespace, name, owner, cores, gib, rolls } of sets) {
    const versions: Span[] = rolls
      ? [
          { ...always, until: rollout },
          { ...always, from: rollout },
        ]
      : [always];
    for (const lived of versions) {
      const replicaSet = `${name}-${dice.hex(9)}`;
      population.owners.push({ namespace, kind: "ReplicaSet", name: replicaSet, owner });
      for (let replica = 0; replica < 2; replica++) {
        population.add({
          namespace,
          name: `${replicaSet}-${dice.hex(5)}`,
          owner: ["ReplicaSet", replicaSet],
          lived,
          loads: { [name]: { cores, gib }, mesh: { cores: 0.05, gib: 0.06, kind: "init" } },
          traffic: lived.until === always.until ? { zone: 4e6, region: 1e6, internet: 2e6 } : null,
        });
      }
    }
  }
  for (const node of population.options.nodes) addAgent(population, node);
}

function addAgent(population: Population, node: WorldNode): void {
  population.add({
    namespace: "kube-system",
    name: `agent-${population.dice.hex(5)}`,
    owner: ["DaemonSet", "agent"],
    node: node.name,
    loads: { agent: { cores: 0.1, gib: 0.2 } },
  });
}

/** A database with volumes, one of whose pods comes back under its name with another uid. */
export function addStateful(population: Population, { moves }: { moves: boolean }): void {
  const { always } = population;
  const loads = { postgres: { cores: 1, gib: 4 } };
  const base = { namespace: "db", owner: ["StatefulSet", "db"] as const, loads };
  for (const name of ["db-0", "db-1"]) {
    const claim = `data-${name}`;
    population.volumes.push({
      name: `pvc-${name}`,
      namespace: "db",
      claim,
      bytes: 100 * GIB,
      perGibHour: 1e-4,
      ...always,
    });
    const gone = population.end(30, 150);
    const pod = { ...base, name, claims: [claim], traffic: null };
    if (name === "db-0" || !moves) population.add({ ...pod, lived: always });
    else {
      population.add({ ...pod, lived: { ...always, until: gone } });
      population.add({ ...pod, lived: { ...always, from: gone + population.lasting(4) } });
    }
  }
  const made = population.moment(10, 60);
  population.volumes.push({
    name: "pvc-scratch",
    namespace: "media",
    claim: "scratch",
    bytes: 500 * GIB,
    perGibHour: 5e-5,
    from: made,
    until: made + population.lasting(75),
  });
}

/** Jobs of some minutes, half of which stay as objects for a while. */
export function addBatches(population: Population): void {
  const { dice } = population;
  for (let number = 0; number < 8; number++) {
    const job = `nightly-${29_000_000 + number}`;
    const from = population.moment(1, 130);
    const lived = { from, until: from + population.lasting(dice.pick([8, 17, 17, 25, 40])) };
    const staysMs = dice.chance(0.5) ? dice.whole(10, 90) * MINUTE_MS : 0;
    population.owners.push({ namespace: "batch", kind: "Job", name: job, owner: ["CronJob", "nightly"] });
    population.add({
      namespace: "batch",
      name: `${job}-${dice.hex(5)}`,
      owner: ["Job", job],
      lived,
      listed: { from: lived.from - dice.whole(0, 3) * MINUTE_MS, until: lived.until + staysMs },
      loads: { nightly: { cores: dice.pick([0.2, 1]), gib: 0.5, busy: dice.between(0.5, 1.4) } },
    });
  }
}

/** What is rarer: crashes, resizes, init and ephemeral containers, pending pods, pods without requests or owner. */
export function addOddities(population: Population): void {
  const { always } = population;
  const { until } = always;
  const crashed = population.end(20, 60);
  const again = crashed + population.lasting(5);
  const crashedAgain = again + population.lasting(30);
  const back = crashedAgain + population.lasting(10);
  const runs: Span[] = [
    { ...always, until: crashed },
    { from: again, until: crashedAgain },
    { from: back, until },
  ];
  const tools = { namespace: "tools", owner: ["<none>", "<none>"] as const };
  population.add({ ...tools, name: "crash", loads: { crash: { cores: 0.3, gib: 0.5, runs } } });
  population.add({ ...tools, name: "free", loads: { free: { cores: 0, gib: 0, busy: 0.6 } } });
  const debugged = population.moment(30, 100);
  const debugging = { from: debugged, until: debugged + population.lasting(40) };
  population.add({
    ...tools,
    name: "shell",
    loads: {
      shell: { cores: 0.2, gib: 0.2 },
      debug: { cores: 0, gib: 0, busy: 0.2, kind: "ephemeral", runs: [debugging] },
    },
  });
  const grown = { from: population.moment(40, 120), facts: { cores: 1.5, bytes: 2 * GIB, gpus: 0 } };
  population.add({
    namespace: "etl",
    name: "driver",
    owner: ["SparkApplication", "etl"],
    loads: { spark: { cores: 0.75, gib: 1, busy: 0.5, resize: grown } },
  });
  population.add({
    namespace: "ml",
    name: "train-0",
    owner: ["PyTorchJob", "train"],
    node: population.options.nodes.find(({ gpus }) => gpus > 0)?.name ?? "",
    loads: { train: { cores: 2, gib: 4, gpus: 1, busy: 0.5 } },
  });
  const started = population.moment(20, 120);
  const prepared = started + population.lasting(12);
  population.add({
    namespace: "etl",
    name: "load",
    owner: ["Workflow", "load"],
    lived: { from: started, until: prepared + population.lasting(20) },
    loads: {
      prepare: { cores: 0.5, gib: 0.5, kind: "init", runs: [{ from: started, until: prepared }] },
      load: { cores: 1, gib: 1, runs: [{ from: prepared, until: prepared + population.lasting(20) }] },
    },
  });
  addPending(population);
}

function addPending(population: Population): void {
  const never = { from: population.always.until, until: population.always.until };
  population.add({
    namespace: "tools",
    name: "waiting",
    owner: ["<none>", "<none>"],
    node: population.options.nodes[0]?.name ?? "",
    lived: never,
    listed: population.always,
    loads: { waiting: { cores: 4, gib: 8, runs: [] } },
  });
}
