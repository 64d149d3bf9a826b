import { jsonOrUndefined } from "@kubecent/shared";

/** Price lists of other programs that `prices convert` knows. */
export type ForeignKind = "OpenCost's or Kubecost's pricing CSV" | "OpenCost's or Kubecost's default prices";

const CSV_COLUMNS = ["AssetClass", "MarketPriceHourly", "InstanceID"];
/** Where the default prices stand: in a file of their own, or among the values of a Helm chart. */
const WRAPPERS = [
  ["kubecostProductConfigs", "defaultModelPricing"],
  ["opencost", "customPricing", "costModel"],
  ["customPricing", "costModel"],
  ["defaultModelPricing"],
  ["costModel"],
];

/** Default prices as another program keeps them, and whether they are prices for a month. */
export interface ModelPricing {
  readonly prices: Readonly<Record<string, unknown>>;
  readonly isMonthly: boolean;
}

/** What other program a text comes from; null where it is none that we know. */
export function foreignKind(text: string): ForeignKind | null {
  if (isPricingCsv(text)) return "OpenCost's or Kubecost's pricing CSV";
  if (/^\s*(defaultModelPricing|customPricing):/m.test(text))
    return "OpenCost's or Kubecost's default prices";
  return modelPricing(text) ? "OpenCost's or Kubecost's default prices" : null;
}

export function isPricingCsv(text: string): boolean {
  return text
    .split(/\r\n|\r|\n/)
    .some((line) => CSV_COLUMNS.every((name) => line.includes(name)) && !/^\s*[#{[]/.test(line));
}

/** The default prices that a JSON text holds; null where it holds none. */
export function modelPricing(text: string): ModelPricing | null {
  const content = jsonOrUndefined(text);
  if (isModel(content)) return { prices: content, isMonthly: false };
  for (const steps of WRAPPERS) {
    let inner: unknown = content;
    for (const step of steps) inner = isRecord(inner) ? inner[step] : undefined;
    // Kubecost divides these by 730 when it reads them; OpenCost's chart writes its own into a file as they are.
    if (isModel(inner)) return { prices: inner, isMonthly: steps.includes("defaultModelPricing") };
  }
  return null;
}

function isModel(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && ["CPU", "RAM"].every((name) => name in value) && !("prices" in value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
