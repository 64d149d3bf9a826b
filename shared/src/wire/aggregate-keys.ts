import * as z from "zod";
import { LabelNameSchema } from "./text.ts";

/** What rows of an allocation are told apart by; `label:team` is the label team. */
export type AggregateKey =
  | "cluster"
  | "namespace"
  | "node"
  | "controllerKind"
  | "controller"
  | "pod"
  | "container"
  | `label:${string}`;

const MOST_KEYS = 4;
const PLAIN_KEYS = [
  "cluster",
  "namespace",
  "node",
  "controllerKind",
  "controller",
  "pod",
  "container",
] as const satisfies AggregateKey[];

const AggregateKeySchema: z.ZodType<AggregateKey, AggregateKey> = z.union(
  [z.enum(PLAIN_KEYS), z.templateLiteral(["label:", LabelNameSchema])],
  { error: `must be ${PLAIN_KEYS.join(", ")} or label:NAME` },
);

/** One to four keys, each of them once. */
export const AggregateSchema: z.ZodType<AggregateKey[], AggregateKey | AggregateKey[]> = z
  .union([AggregateKeySchema, z.array(AggregateKeySchema).min(1).max(MOST_KEYS)], {
    error: `must be one to ${MOST_KEYS} of ${PLAIN_KEYS.join(", ")} or label:NAME`,
  })
  .transform((keys): AggregateKey[] => (typeof keys === "string" ? [keys] : keys))
  .refine((keys) => new Set(keys).size === keys.length, { error: "must not name a key twice" });
