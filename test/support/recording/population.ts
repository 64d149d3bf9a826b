import { type Instant, MINUTE_MS } from "@kubecent/shared";
import type { Dice } from "./dice.ts";
import {
  type ContainerKind,
  overlapMs,
  type Requests,
  type Span,
  type Step,
  type WorldContainer,
  type WorldNode,
  type WorldOwner,
  type WorldPod,
  type WorldVolume,
} from "./world.ts";

const GIB = 2 ** 30;
/** What had been there before the recording began. */
const EARLIER_MS = 2 * 60 * MINUTE_MS;

export interface PopulationOptions {
  readonly dice: Dice;
  readonly nodes: readonly WorldNode[];
  readonly observed: Span;
  readonly recorded: Span;
  /** Short lives last for whole multiples of it, because no sampling can tell less. */
  readonly slowestMs: number;
}

export interface Load {
  readonly cores: number;
  readonly gib: number;
  readonly gpus?: number;
  /** What it uses on average, as a share of what it requests; of one core and GiB where that is nothing. */
  readonly busy?: number;
  readonly kind?: ContainerKind;
  readonly runs?: readonly Span[];
  /** Requests after a resize in place. */
  readonly resize?: Step<Requests>;
}

export type PodPlan = Pick<WorldPod, "namespace" | "name" | "owner"> &
  Partial<WorldPod> & { readonly loads: Readonly<Record<string, Load>> };

/** Pods as they are invented, placed on nodes that have room for them: overcommit is not the source's matter. */
export class Population {
  readonly pods: WorldPod[] = [];
  readonly owners: WorldOwner[] = [];
  readonly volumes: WorldVolume[] = [];
  readonly options: PopulationOptions;
  readonly #taken = new Map<string, { lived: Span; cores: number; gib: number }[]>();

  constructor(options: PopulationOptions) {
    this.options = options;
  }

  get dice(): Dice {
    return this.options.dice;
  }

  /** All the time that is recorded, and before. */
  get always(): Span {
    const { recorded } = this.options;
    return { from: recorded.from - EARLIER_MS, until: recorded.until };
  }

  /** A second of the observed hours, between two minutes of them. */
  moment(lowMinute: number, highMinute: number): Instant {
    const { from } = this.options.observed;
    return from + Math.round(this.dice.between(lowMinute, highMinute) * 60) * 1000;
  }

  /** A moment by which what was always there has lived for a whole multiple of the slowest interval. */
  end(lowMinute: number, highMinute: number): Instant {
    const { from } = this.always;
    return from + this.lasting((this.moment(lowMinute, highMinute) - from) / MINUTE_MS);
  }

  /** So many minutes, or rather the next whole multiple of the slowest interval. */
  lasting(minutes: number): number {
    const { slowestMs } = this.options;
    return Math.ceil((minutes * MINUTE_MS) / slowestMs) * slowestMs;
  }

  /** Adds a pod on a node with room, or on the one that the plan names. */
  add({ loads, ...plan }: PodPlan): WorldPod {
    const lived = plan.lived ?? this.always;
    const node = plan.node ?? this.#place(lived, Object.values(loads));
    const whole = this.options.nodes.find(({ name }) => name === node);
    const cut = {
      from: Math.max(lived.from, whole?.from ?? 0),
      until: Math.min(lived.until, whole?.until ?? 0),
    };
    const pod: WorldPod = {
      uid: this.uid(),
      listed: cut,
      claims: [],
      traffic: null,
      containers: Object.entries(loads).map(([name, load]) => this.#container(name, load, cut)),
      ...plan,
      node,
      lived: cut,
    };
    this.pods.push(pod);
    return pod;
  }

  uid(): string {
    const { dice } = this;
    return `${dice.hex(8)}-${dice.hex(4)}-4${dice.hex(3)}-a${dice.hex(3)}-${dice.hex(12)}`;
  }

  #place(lived: Span, loads: readonly Load[]): string {
    const cores = loads.reduce((sum, load) => sum + peak(load, load.cores), 0);
    const gib = loads.reduce((sum, load) => sum + peak(load, load.gib), 0);
    const gpus = loads.reduce((sum, load) => sum + (load.gpus ?? 0), 0);
    const room = this.options.nodes.filter((node) => {
      const beside = (this.#taken.get(node.name) ?? []).filter((each) => overlapMs(each.lived, lived) > 0);
      const freeCores = beside.reduce((free, each) => free - each.cores, node.cores);
      const freeGib = beside.reduce((free, each) => free - each.gib, node.bytes / GIB);
      const isThere = node.from <= lived.from && node.until >= lived.until && node.gpus >= gpus;
      return isThere && freeCores >= cores && freeGib >= gib;
    });
    const { name } = this.dice.pick(room);
    this.#taken.set(name, [...(this.#taken.get(name) ?? []), { lived, cores, gib }]);
    return name;
  }

  #container(name: string, load: Load, lived: Span): WorldContainer {
    const { cores, gib, gpus = 0, busy = this.dice.between(0.4, 1.4), kind = "main" } = load;
    const first: Step<Requests> = { from: 0, facts: { cores, bytes: gib * GIB, gpus } };
    return {
      name,
      kind,
      runs: load.runs ?? [lived],
      requests: load.resize ? [first, load.resize] : [first],
      cores: this.#wave((cores || 0.5) * Math.min(busy, 1.4)),
      bytes: this.#wave((gib || 0.5) * GIB * Math.min(busy, 1.4)),
    };
  }

  /** A slow wave: usage swings round the request, and no sampling may miss it. */
  #wave(mean: number): (minute: number) => number {
    const [swing, period, phase] = [
      this.dice.between(0.1, 0.4),
      this.dice.between(12, 40),
      this.dice.next() * 6,
    ];
    return (minute) => mean * (1 + swing * Math.sin(minute / period + phase));
  }
}

/** The most that a load may ever take: 1.4 times its request, swinging by 0.4. */
function peak({ resize }: Load, requested: number): number {
  return (requested || 0.5) * 2 * (resize ? 1.5 : 1);
}
