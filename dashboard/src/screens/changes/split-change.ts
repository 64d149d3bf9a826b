import type { WaterfallStep } from "../../charts/geometry/waterfall.ts";

/** What one of the two windows cost, in nano-units, and how much of it was seen. */
export interface WindowCost {
  readonly allocated: bigint;
  /** What no pod took, what was not seen, and the fee: zero where the reader sees a part of the cluster alone. */
  readonly idle: bigint;
  readonly unobserved: bigint;
  readonly fee: bigint;
  /** Length of the hours that are due, in milliseconds. */
  readonly dueMs: number;
  /** Share of them that was seen. */
  readonly seenRatio: number;
}

/** How the allocated cost changed, as the service splits it. */
export interface AllocatedChange {
  readonly newNano: bigint;
  readonly goneNano: bigint;
  readonly quantityNano: bigint;
  readonly priceNano: bigint;
}

export interface ChangeInput {
  readonly before: WindowCost;
  readonly after: WindowCost;
  readonly change: AllocatedChange;
  /** Whether idle and the fee are part of the totals. */
  readonly isWhole: boolean;
}

export type ChangeStep = WaterfallStep & { readonly note: string };

/**
 * The steps from one window's cost to another's. Hours that one window has more of, or that were seen in one alone, are steps
 * of their own, at the pace of the window before: less seen never looks like less spent. The steps add up exactly.
 */
export function splitChange({ before, after, change, isWhole }: ChangeInput): ChangeStep[] {
  const ofLength = growthOf(before.dueMs, after.dueMs);
  const ofHours = growthOf(before.dueMs * before.seenRatio, after.dueMs * after.seenRatio);
  const unobserved = after.unobserved - before.unobserved;
  const longer = ofLength(before.allocated) + ofLength(before.idle);
  // Each part is rounded alone, here as in its own step: so the steps add up.
  const coverage = ofHours(before.allocated) + ofHours(before.idle) - longer + unobserved;
  const steps: (ChangeStep | false)[] = [
    { key: "before", label: "Before", kind: "total", nano: totalOf(before), note: NOTES.before },
    changed("new", "New", change.newNano),
    changed("gone", "Gone", -change.goneNano),
    changed("quantity", "Quantity", change.quantityNano - ofHours(before.allocated)),
    changed("price", "Price", change.priceNano),
    isWhole && changed("idle", "Idle", after.idle - before.idle - ofHours(before.idle)),
    isWhole && changed("fee", "Fee", after.fee - before.fee - ofLength(before.fee)),
    before.dueMs !== after.dueMs &&
      changed("length", lengthName(before, after), longer + ofLength(before.fee)),
    changed("coverage", "Hours not seen", coverage),
    { key: "after", label: "After", kind: "total", nano: totalOf(after), note: NOTES.after },
  ];
  return steps.filter((step) => step !== false);
}

const NOTES = {
  before: "What the earlier window cost.",
  after: "What this window cost.",
  new: "What was not there before.",
  gone: "What is there no more.",
  quantity: "More or less of CPU, memory, GPUs, volumes, traffic and load balancers, at the earlier price.",
  price: "Another price for the same quantity.",
  idle: "Capacity that was paid and that no pod took.",
  fee: "What the provider takes for running the cluster.",
  length: "The windows are not equally long: the rest is compared as if they were.",
  coverage: "Fewer or more hours were seen than before. What is not seen is unknown, and no saving.",
} as const;

function changed(key: keyof typeof NOTES, label: string, nano: bigint): ChangeStep {
  return { key, label, kind: "change", nano, note: NOTES[key] };
}

function lengthName(before: WindowCost, after: WindowCost): string {
  return after.dueMs > before.dueMs ? "Longer window" : "Shorter window";
}

/** What an amount grows by when its hours do. Where there were none before, nothing is known of a pace. */
function growthOf(beforeMs: number, afterMs: number): (nano: bigint) => bigint {
  const [from, to] = [BigInt(Math.round(beforeMs)), BigInt(Math.round(afterMs))];
  return (nano) => (from === 0n ? 0n : (nano * to) / from - nano);
}

function totalOf({ allocated, idle, unobserved, fee }: WindowCost): bigint {
  return allocated + idle + unobserved + fee;
}
