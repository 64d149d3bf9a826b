import * as z from "zod";
import { DISCOUNTED } from "./price-book.ts";
import { isPricedOneWay, PodStepsSchema } from "./node-price-fields.ts";
import { HIGHEST_PRICE } from "./price.ts";

const PriceSchema = z.number().min(0).max(HIGHEST_PRICE);
const NameSchema = z.string().min(1).max(253);
const HourSchema = z.iso
  .datetime({ offset: true, error: "must be an instant such as 2026-01-01T00:00:00Z" })
  .refine((text) => Date.parse(text) % 3_600_000 === 0, {
    error: "must be a whole hour: prices change on the hour",
  });

const common = {
  validFrom: HourSchema.optional(),
  validTo: HourSchema.optional(),
  /** Says that a price out of all proportion is meant. */
  confirmed: z.boolean().optional(),
};

const NodePriceSchema = z
  .strictObject({
    kind: z.literal("node"),
    providerId: NameSchema.optional(),
    node: NameSchema.optional(),
    instanceType: NameSchema.optional(),
    region: NameSchema.optional(),
    /** `name=value`, the name as Prometheus writes it. */
    label: z
      .string()
      .regex(/^[a-zA-Z0-9_]+=.*$/, "must be NAME=VALUE, the name as Prometheus writes it")
      .optional(),
    perCpuCoreHour: PriceSchema.optional(),
    perRamGibHour: PriceSchema.optional(),
    perGpuHour: PriceSchema.optional(),
    perNodeHour: PriceSchema.optional(),
    perPodCpuCoreHour: PriceSchema.optional(),
    perPodRamGibHour: PriceSchema.optional(),
    podSteps: PodStepsSchema.optional(),
    ...common,
  })
  .refine(isPricedOneWay, {
    error:
      "needs either perNodeHour, or perCpuCoreHour and perRamGibHour, or perPodCpuCoreHour and perPodRamGibHour",
  })
  .refine(({ podSteps, perPodCpuCoreHour }) => podSteps === undefined || perPodCpuCoreHour !== undefined, {
    error: "podSteps belongs to perPodCpuCoreHour and perPodRamGibHour",
  });
const VolumePriceSchema = z.strictObject({
  kind: z.literal("volume"),
  providerId: NameSchema.optional(),
  volume: NameSchema.optional(),
  storageClass: NameSchema.optional(),
  driver: NameSchema.optional(),
  perGibHour: PriceSchema,
  ...common,
});
const LoadBalancerPriceSchema = z.strictObject({
  kind: z.literal("loadBalancer"),
  namespace: NameSchema.optional(),
  service: NameSchema.optional(),
  perHour: PriceSchema,
  ...common,
});
const NetworkPriceSchema = z.strictObject({
  kind: z.literal("network"),
  reach: z.enum(["zone", "region", "internet"]),
  perGib: PriceSchema,
  ...common,
});
const FeePriceSchema = z.strictObject({ kind: z.literal("fee"), perHour: PriceSchema, ...common });

/** One line of a price book as it is written. */
export const WrittenPriceSchema = z.discriminatedUnion("kind", [
  NodePriceSchema,
  VolumePriceSchema,
  LoadBalancerPriceSchema,
  NetworkPriceSchema,
  FeePriceSchema,
]);
export type WrittenPrice = z.output<typeof WrittenPriceSchema>;

const DefaultsSchema = z.strictObject({
  perCpuCoreHour: PriceSchema.optional(),
  perRamGibHour: PriceSchema.optional(),
  perGpuHour: PriceSchema.optional(),
  perSpotCpuCoreHour: PriceSchema.optional(),
  perSpotRamGibHour: PriceSchema.optional(),
  perVolumeGibHour: PriceSchema.optional(),
  perLoadBalancerHour: PriceSchema.optional(),
  perZoneGib: PriceSchema.optional(),
  perRegionGib: PriceSchema.optional(),
  perInternetGib: PriceSchema.optional(),
});

/** What a book may be called: hours name it. */
export const BookNameSchema = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/, "must be up to 63 letters, digits, dots and dashes");

/** A price book as JSON. */
export const PriceBookFileSchema = z.strictObject({
  name: BookNameSchema,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be three capital letters, such as EUR")
    .default("USD"),
  defaults: DefaultsSchema.default({}),
  discounts: z
    .array(
      z.strictObject({
        percent: z.number().min(0).max(100),
        appliesTo: z.array(z.enum(DISCOUNTED)).min(1).default(["cpu", "ram"]),
      }),
    )
    .default([]),
  prices: z.array(WrittenPriceSchema).default([]),
});
export type PriceBookFile = z.input<typeof PriceBookFileSchema>;
