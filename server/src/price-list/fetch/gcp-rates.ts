import * as z from "zod";

/** What a core, a GiB of memory and a GPU of a family cost for an hour in a region, in pico-dollars. */
export interface FamilyRates {
  cpuPico?: bigint;
  ramPico?: bigint;
  gpuPico?: bigint;
}

const AmountSchema = z.object({
  currencyCode: z.string(),
  units: z.string().regex(/^\d{1,9}$/),
  nanos: z.int().min(0).max(999_999_999),
});

export const SkuSchema = z.object({
  description: z.string(),
  category: z.object({ usageType: z.string() }),
  serviceRegions: z.array(z.string()),
  pricingInfo: z.array(
    z.object({
      pricingExpression: z.object({
        usageUnit: z.string(),
        tieredRates: z.array(z.object({ startUsageAmount: z.number(), unitPrice: AmountSchema })),
      }),
    }),
  ),
});
export type Sku = z.infer<typeof SkuSchema>;

/** Families whose SKUs have names of their own; others say theirs, as in "N2D AMD Instance Core". */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  "Compute optimized": "c2",
  "Memory-optimized Instance": "m1",
  "N1 Predefined Instance": "n1",
};
const OWN_NAME = /^([A-Z]\d[A-Z]*)(?: (?:AMD|Arm|Intel))? Instance$/;
const PART = /^(.+) (Core|Ram) running in /;

/** GPUs are SKUs of their own, which say no family. */
const GPU_FAMILIES: readonly { readonly sku: RegExp; readonly family: string }[] = [
  { sku: /^Nvidia Tesla A100 GPU running in /, family: "a2-highgpu" },
  { sku: /^Nvidia Tesla A100 GPU running in /, family: "a2-megagpu" },
  { sku: /^Nvidia Tesla A100 80GB GPU running in /, family: "a2-ultragpu" },
  { sku: /^Nvidia L4 GPU running in /, family: "g2-standard" },
  { sku: /^Nvidia H100 80GB GPU running in /, family: "a3-highgpu" },
  { sku: /^Nvidia H100 80GB Mega GPU running in /, family: "a3-megagpu" },
];
const UNITS: Readonly<Record<string, string>> = { Core: "h", Ram: "GiBy.h" };
const PICO_PER_UNIT = 1_000_000_000_000n;
const PICO_PER_NANO = 1_000n;

/** The rates that SKUs state, by region and family; of GPUs by region and family with its shape. */
export class GcpRates {
  readonly #rates = new Map<string, FamilyRates>();

  /** Notes what a SKU says of a core, a GiB or a GPU on demand; others, such as sole tenants and custom machines, it leaves out. */
  note(sku: Sku): void {
    if (sku.category.usageType !== "OnDemand") return;
    const price = priceOf(sku);
    if (!price) return;
    const [, name = "", part] = PART.exec(sku.description) ?? [];
    const family = OTHER_NAMES[name] ?? OWN_NAME.exec(name)?.[1]?.toLowerCase();
    if (part !== undefined && family !== undefined && price.unit === UNITS[part]) {
      const rate = part === "Core" ? { cpuPico: price.pico } : { ramPico: price.pico };
      for (const region of sku.serviceRegions) Object.assign(this.#of(region, family), rate);
    }
    const gpus = price.unit === "h" ? GPU_FAMILIES.filter(({ sku: text }) => text.test(sku.description)) : [];
    for (const { family: shape } of gpus) {
      for (const region of sku.serviceRegions) this.#of(region, shape).gpuPico = price.pico;
    }
  }

  get(region: string, family: string): FamilyRates {
    return this.#rates.get(`${region} ${family}`) ?? {};
  }

  #of(region: string, family: string): FamilyRates {
    const key = `${region} ${family}`;
    const known = this.#rates.get(key) ?? {};
    this.#rates.set(key, known);
    return known;
  }
}

/** The rate from the first unit on; null where there is none in dollars, or several. */
function priceOf({ pricingInfo: [info] }: Sku): { readonly pico: bigint; readonly unit: string } | null {
  const paid = info?.pricingExpression.tieredRates.filter(
    ({ unitPrice: { units, nanos } }) => units !== "0" || nanos > 0,
  );
  const [rate] = paid ?? [];
  if (!info || !rate || paid?.length !== 1 || rate.unitPrice.currencyCode !== "USD") return null;
  const { units, nanos } = rate.unitPrice;
  const pico = BigInt(units) * PICO_PER_UNIT + BigInt(nanos) * PICO_PER_NANO;
  return { pico, unit: info.pricingExpression.usageUnit };
}
