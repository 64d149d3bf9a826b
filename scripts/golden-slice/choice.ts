import { HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import { DAY, type Truth } from "./cut-truth.ts";

/** The day, and the hours of the next one around the time in which nothing was scraped. */
export const DAY_START = Date.parse(`${DAY}T00:00:00Z`);
const GAP_START = DAY_START + 26 * HOUR_MS;
export const GAP_END = DAY_START + 29 * HOUR_MS;
/** The source reads samples so far past both ends of an hour, and a little less. */
export const MARGIN_MS = 10 * MINUTE_MS;

/** What stands on both sides of the gap. */
const GAP_NODES = new Set([
  "ip-10-0-0-10.eu-west-1.compute.internal",
  "ip-10-0-0-19.eu-west-1.compute.internal",
]);

type Labels = Readonly<Record<string, string>>;

/** Whether the slice holds a series' samples of the day, and of the hours around the gap. */
export class Choice {
  readonly #pods: ReadonlyMap<string, string>;
  readonly #nodes: ReadonlySet<string>;
  readonly #claims: ReadonlySet<string>;
  readonly #volumes: ReadonlySet<string>;

  constructor(truth: Truth, claimOfVolume: ReadonlyMap<string, string>) {
    this.#pods = new Map(truth.rows.map(({ namespace, pod, node }) => [`${namespace}/${pod}`, node]));
    this.#nodes = new Set(truth.nodes.map(({ node }) => node));
    this.#claims = new Set(truth.volumes.map(({ claim }) => claim));
    this.#volumes = new Set(
      [...claimOfVolume].filter(([, claim]) => this.#claims.has(claim)).map(([volume]) => volume),
    );
  }

  holds(labels: Labels, timeMs: number): boolean {
    const isOfGap = timeMs > DAY_START + 24 * HOUR_MS + MARGIN_MS;
    if (isOfGap && timeMs < GAP_START - MARGIN_MS) return false;
    const node = this.#nodeOf(labels);
    if (node === undefined) return this.#isOfChosenVolume(labels);
    return isOfGap ? GAP_NODES.has(node) : this.#nodes.has(node);
  }

  /** The node that a series is about; "" where it is about another that is not in the slice. */
  #nodeOf(labels: Labels): string | undefined {
    const pod = labels["pod"] ?? labels["pod_name"];
    if (pod !== undefined) return this.#pods.get(`${labels["namespace"]}/${pod}`) ?? "";
    return labels["node"];
  }

  #isOfChosenVolume(labels: Labels): boolean {
    const claim = labels["persistentvolumeclaim"];
    const volume = labels["persistentvolume"];
    return (
      (claim === undefined || this.#claims.has(claim)) && (volume === undefined || this.#volumes.has(volume))
    );
  }
}
