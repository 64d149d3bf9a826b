import * as z from "zod";

const SizeSchema = z.number().positive().max(10_000);
/** The sizes that pods are sold in: a provider's by its name, or a list in rising order. */
export const PodStepsSchema = z.union([
  z.literal("fargate"),
  z
    .array(z.strictObject({ cpuCores: SizeSchema, ramGib: z.array(SizeSchema).min(1).max(200) }))
    .min(1)
    .max(100)
    .refine((steps) => isRising(steps.map(({ cpuCores }) => cpuCores)), {
      error: "must have rising cpuCores",
    })
    .refine((steps) => steps.every(({ ramGib }) => isRising(ramGib)), { error: "must have rising ramGib" }),
]);

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((each, index) => index === 0 || each > (numbers[index - 1] ?? 0));
}

/** A node's prices in each of the ways in which they may be written: all of one way, none of the others. */
const WAYS = [
  ["perNodeHour"],
  ["perCpuCoreHour", "perRamGibHour"],
  ["perPodCpuCoreHour", "perPodRamGibHour"],
] as const;

/** Whether a node is priced in one way, and in all that belongs to it. */
export function isPricedOneWay(
  price: Readonly<Partial<Record<(typeof WAYS)[number][number], number | undefined>>>,
): boolean {
  const given = WAYS.filter((names) => names.some((name) => price[name] !== undefined));
  return given.length === 1 && given.every((names) => names.every((name) => price[name] !== undefined));
}
