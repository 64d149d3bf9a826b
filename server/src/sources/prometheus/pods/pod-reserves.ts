import type { Instant } from "@kubecent/shared";
import { MOST_CORES, MOST_RAM_BYTES } from "../../../domain/units.ts";
import { type ContainerObservation, MINUTES_PER_HOUR, type PerMinute } from "../../../domain/observation.ts";
import { joinSamples, labelOf, nearestValue, type Series } from "../series/series.ts";
import { minuteMiddles } from "../time/minute-grid.ts";
import type { Requests } from "./container-requests.ts";
import { byPod, podKey, type PodLives, type PodName } from "./pod-lives.ts";
import { possibleSamples } from "../series/splice.ts";

export interface ReserveSeries {
  /** What the scheduler keeps for pods as a whole, their overhead included. */
  readonly podRequests: readonly Series[];
  /** What pods request as a whole by their own words, without overhead. */
  readonly podSpecRequests: readonly Series[];
  readonly overheads: readonly Series[];
}

/** What a pod reserves beside what its containers request, of one resource. */
export interface PodReserve {
  /** What its containers share in all, without overhead, where that is more than they request; else null. */
  readonly whole: PerMinute | null;
  /** What its runtime, and huge pages of the whole pod, take on top; null where nothing. */
  readonly overhead: PerMinute | null;
}

export interface PodReserveParts {
  readonly cpu: PodReserve;
  readonly ram: PodReserve;
}

/** Two exporters may write one number with more or fewer digits. */
const SAME = 1 + 1e-6;

type ByResource = ReadonlyMap<string, readonly Series[]>;

/** Series about one pod, and what its containers explain of a resource. */
interface ToldOfPod {
  readonly wholes: ByResource;
  readonly specs: ByResource;
  readonly overheads: ByResource;
  readonly explained: (resource: string) => number;
}

/** What pods reserve as a whole: the scheduler keeps room for that, whatever their containers say. */
export class PodReserves {
  readonly #hour: Instant;
  readonly #wholes: ReadonlyMap<string, readonly Series[]>;
  readonly #specs: ReadonlyMap<string, readonly Series[]>;
  readonly #overheads: ReadonlyMap<string, readonly Series[]>;
  readonly #requests: Requests;

  constructor(
    series: ReserveSeries,
    requests: Requests,
    { hour, lives }: { readonly hour: Instant; readonly lives: PodLives },
  ) {
    this.#hour = hour;
    this.#requests = requests;
    this.#wholes = byPod(series.podRequests, lives);
    this.#specs = byPod(series.podSpecRequests, lives);
    this.#overheads = byPod(series.overheads, lives);
  }

  /** What the pod reserves beside its containers, of CPU (cores) and memory (bytes); null where nothing tells. */
  of(pod: PodName, containers: readonly ContainerObservation[]): PodReserveParts | null {
    const key = podKey(pod);
    const told = [this.#wholes, this.#specs, this.#overheads].map((each) => each.get(key) ?? []);
    const [wholes, specs, overheads] = told;
    if (!wholes || !specs || !overheads || told.every((series) => series.length === 0)) return null;

    const sidecars = sidecarsAmong(containers, this.#requests.initContainersOf(pod));
    const explained = (resource: string): number => this.#requests.mostOf(pod, resource, sidecars);
    const own = {
      wholes: byResource(wholes),
      specs: byResource(specs),
      overheads: byResource(overheads),
      explained,
    };
    const ram = this.#reserve("memory", own);
    return {
      cpu: this.#reserve("cpu", own),
      ram: { ...ram, overhead: this.#withHugePages(own, ram.overhead) },
    };
  }

  #reserve(resource: "cpu" | "memory", told: ToldOfPod): PodReserve {
    const overhead = this.#minutes(told.overheads.get(resource));
    const whole = this.#beyond(resource, told, overhead);
    return { whole: whole && minus(whole, overhead), overhead };
  }

  /** What is told of the whole, overhead included, where any minute of it is more than is explained. */
  #beyond(resource: string, told: ToldOfPod, overhead: PerMinute | null): PerMinute | null {
    const spec = this.#minutes(told.specs.get(resource));
    const whole = greater(this.#minutes(told.wholes.get(resource)), spec && plus(spec, overhead));
    const explained = told.explained(resource);
    const isMore = whole?.some((value, minute) => value > (explained + (overhead?.[minute] ?? 0)) * SAME);
    return isMore ? whole : null;
  }

  /** Huge pages that the pod requests as a whole, beyond those of its containers. */
  #withHugePages(told: ToldOfPod, overhead: PerMinute | null): PerMinute | null {
    const resources = new Set([...told.wholes.keys(), ...told.specs.keys()]);
    return [...resources]
      .filter((resource) => resource.startsWith("hugepages"))
      .reduce<PerMinute | null>((sum, resource) => {
        const whole = this.#beyond(resource, told, null);
        const own = told.explained(resource);
        return whole
          ? plus(
              whole.map((value) => Math.max(0, value - own)),
              sum,
            )
          : sum;
      }, overhead);
  }

  #minutes(copies: readonly Series[] | undefined): PerMinute | null {
    const [first] = copies ?? [];
    if (!copies || !first) return null;

    const most = labelOf(first, "resource") === "cpu" ? MOST_CORES : MOST_RAM_BYTES;
    const { samples } = possibleSamples(joinSamples(copies), most);
    const [value] = samples.values;
    if (value === undefined) return null;
    if (samples.values.every((each) => each === value)) return new Float64Array(MINUTES_PER_HOUR).fill(value);
    return Float64Array.from(minuteMiddles(this.#hour), (middle) => nearestValue(samples, middle));
  }
}

/** By the resource's name as kube-state-metrics writes it. */
function byResource(series: readonly Series[]): Map<string, Series[]> {
  return Map.groupBy(series, (each) => labelOf(each, "resource").replaceAll("-", "_"));
}

/** Init containers that ran beside another container: native sidecars. */
function sidecarsAmong(
  containers: readonly ContainerObservation[],
  initContainers: readonly string[],
): Set<string> {
  const init = new Set(initContainers);
  const main = containers.filter(({ name }) => !init.has(name));
  const beside = containers.filter(
    ({ name, ranMinutes }) =>
      init.has(name) &&
      ranMinutes.some((share, minute) => share === 1 && main.some((each) => each.ranMinutes[minute] === 1)),
  );
  return new Set(beside.map(({ name }) => name));
}

function plus(minutes: PerMinute, more: PerMinute | null): PerMinute {
  return more ? minutes.map((value, minute) => value + (more[minute] ?? 0)) : minutes;
}

function minus(minutes: PerMinute, less: PerMinute | null): PerMinute {
  return less ? minutes.map((value, minute) => Math.max(0, value - (less[minute] ?? 0))) : minutes;
}

function greater(a: PerMinute | null, b: PerMinute | null): PerMinute | null {
  if (!a || !b) return a ?? b;
  return a.map((value, minute) => Math.max(value, b[minute] ?? 0));
}
