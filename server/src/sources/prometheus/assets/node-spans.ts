import { isSize, MOST_CORES, MOST_RAM_BYTES } from "../../../domain/units.ts";
import { MINUTES_PER_HOUR, type NodeIdentity, type NodeSpan } from "../../../domain/observation.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { believablePrices } from "../series/believable.ts";
import { labelOf, type Series } from "../series/series.ts";
import { minuteMiddles } from "../time/minute-grid.ts";
import { type MinuteContext, minuteReader, unknownResources } from "./node-minutes.ts";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { FindingCode } from "../../../domain/findings/finding.ts";
import type { AgreedPrice } from "../../../domain/prices/agreed-price.ts";
import type { NodeDevices } from "../accelerators/node-devices.ts";

type Samples = Pick<Series, "times" | "values">;

/** What a node had and cost. A span is a run of minutes in which its size and price stay the same. */
export interface NodeSizes {
  /** Empty where its cores or memory are not known. */
  readonly spans: readonly NodeSpan[];
  /** More cores or memory than any machine has, all along: a limit and not a size. "" where it is none. */
  readonly limit: string;
  /** What was told and cannot be, or "". */
  readonly ignored: string;
}

/** What a node had, cost and was by the minute; `identities` are one for all minutes or one for each. */
export function nodeSizes(
  node: FamilySeries,
  context: MinuteContext,
  identities: readonly NodeIdentity[] = [],
): NodeSizes {
  const { cores, bytes } = nodeSamples(node);
  const readMinute = minuteReader(node, { cores: cores.samples, bytes: bytes.samples }, context);
  const spans: NodeSpan[] = [];
  const doubts = new Doubts(context);
  let last = "";
  for (const [fromMinute, middle] of minuteMiddles(context.hour).entries()) {
    const identity = identities.length > 1 ? identities[fromMinute] : undefined;
    const { facts, devices, agreed } = readMinute(middle);
    doubts.add(devices, agreed);
    const text = JSON.stringify([facts, identity && { ...identity, told: null }]);
    if (text !== last) spans.push({ fromMinute, ...facts, ...(identity && { identity }) });
    last = text;
  }
  const isKnown = spans.every((span) => !Number.isNaN(span.cpuCores) && !Number.isNaN(span.ramBytes));
  for (const resource of isKnown ? unknownResources(node) : []) doubts.addUnknown(resource);
  if (isKnown) doubts.note();
  return { spans: isKnown ? spans : [], limit: limitText(cores, bytes), ignored: ignoredText(cores, bytes) };
}

function limitText(cores: PlausibleSamples, bytes: PlausibleSamples): string {
  const limits = [
    cores.isLimit ? `${cores.samples.values[0] ?? 0} cores` : "",
    bytes.isLimit ? `${bytes.samples.values[0] ?? 0} B` : "",
  ];
  return limits.filter((text) => text !== "").join(", ");
}

function ignoredText(cores: PlausibleSamples, bytes: PlausibleSamples): string {
  const texts = [...cores.ignored.map((n) => `${n} cores`), ...bytes.ignored.map((n) => `${n} B`)];
  return texts.slice(0, 2).join(", ");
}

/** The samples of a node's cores and memory that can be believed. */
export function nodeSamples(node: FamilySeries): { cores: PlausibleSamples; bytes: PlausibleSamples } {
  return {
    cores: plausible(coresOf(node), { usual: 8, most: MOST_CORES }),
    bytes: plausible(memoryOf(node), { usual: 2 ** 35, most: MOST_RAM_BYTES }),
  };
}

/** Whether a node's price is known, by part or in total. */
export function hasPrice(node: FamilySeries): boolean {
  const { nodeCpuPrice, nodeRamPrice, nodePrice } = ASSETS;
  const hasParts = node.of(nodeCpuPrice).length > 0 && node.of(nodeRamPrice).length > 0;
  return hasParts || node.of(nodePrice).length > 0;
}

/** Whether a node's cores and memory are known. */
export function hasSize(node: FamilySeries): boolean {
  return coresOf(node).length > 0 && memoryOf(node).length > 0;
}

interface PlausibleSamples {
  readonly samples: Samples;
  readonly isLimit: boolean;
  readonly ignored: readonly number[];
}

const NONE: PlausibleSamples = {
  samples: { times: new Float64Array(), values: new Float64Array() },
  isLimit: false,
  ignored: [],
};

/** Only what can be a size and is no spike; what is beyond `most` in all samples is a limit, and stays. */
function plausible(
  copies: readonly Series[],
  { usual, most }: { readonly usual: number; readonly most: number },
): PlausibleSamples {
  if (copies.length === 0) return NONE;

  const isAnySize = copies.some(({ values }) => values.some((value) => isSize(value, most)));
  const samples = believablePrices(copies, { usual, most: isAnySize ? most : Number.MAX_VALUE });
  const isLimit = !isAnySize && samples.values.some((value) => value > most);
  return { samples, isLimit, ignored: [...samples.refused.values] };
}

function coresOf(node: FamilySeries): readonly Series[] {
  const cores = node.of(ASSETS.nodeCapacity).filter((each) => labelOf(each, "resource") === "cpu");
  return cores.length > 0 ? cores : node.of(ASSETS.oldNodeCores);
}

function memoryOf(node: FamilySeries): readonly Series[] {
  const bytes = node.of(ASSETS.nodeCapacity).filter((each) => labelOf(each, "resource") === "memory");
  return bytes.length > 0 ? bytes : node.of(ASSETS.oldNodeBytes);
}

/** Collects a node's doubts minute by minute, so that each is noted once with its minutes. */
class Doubts {
  readonly #name: string;
  readonly #findings: FindingBook;
  readonly #minutes = new Map<FindingCode, { minutes: number; detail: string }>();

  constructor({ name, findings }: { readonly name: string; readonly findings: FindingBook }) {
    this.#name = name;
    this.#findings = findings;
  }

  /** Takes in one minute of the node's devices and price. */
  add(devices: NodeDevices, agreed: AgreedPrice | null): void {
    const { offered, shares, count, refused, basis } = devices;
    const counts = `${offered} offered, ${count} ${basis}`;
    if (count < offered) this.#count("gpus_offered_beyond_real", counts);
    else if (shares > 0)
      this.#count("gpus_offered_beyond_real", `${shares} shares offered, ${count} ${basis}`);
    if (count > offered) this.#count("gpus_not_offered", counts);
    if (refused !== null) this.#count("gpu_counts_contradict", refused);
    if (agreed?.doubt) this.#count(agreed.doubt, agreed.detail);
  }

  /** Takes in a resource of the node that may be an accelerator, and that nobody knows. */
  addUnknown(resource: string): void {
    this.#minutes.set("accelerator_unknown", { minutes: MINUTES_PER_HOUR, detail: resource });
  }

  /** Notes all of them. */
  note(): void {
    for (const [code, note] of this.#minutes) {
      this.#findings.note(code, { kind: "node", name: this.#name }, note);
    }
  }

  #count(code: FindingCode, detail: string): void {
    const known = this.#minutes.get(code) ?? { minutes: 0, detail };
    this.#minutes.set(code, { ...known, minutes: known.minutes + 1 });
  }
}
