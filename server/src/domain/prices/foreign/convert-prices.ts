import { PriceBookError } from "../price-book.ts";
import type { PriceBookFile } from "../price-book-file.ts";
import { bookNameOf, readPriceBook } from "../read-price-book.ts";
import { wrongKindOfText } from "../reading/decode-text.ts";
import { convertPricingCsv } from "./convert-csv.ts";
import { convertModel } from "./convert-model.ts";
import { isPricingCsv, modelPricing } from "./recognise.ts";

/** A book in the making: what a person says of it beside the file. */
interface BookNaming {
  readonly name?: string | undefined;
  readonly currency?: string | undefined;
}

/**
 * The JSON text of the book that another program's price list comes to. Throws PriceBookError with all lines that a book
 * cannot say, and with all faults that the book would have: none is written that is not whole.
 */
export function convertPrices(file: string, text: string, { name, currency = "USD" }: BookNaming): string {
  const { faults, ...content } = contentOf(text);
  const wrong = wrongKindOfText(text);
  const allFaults = wrong === null ? faults : [wrong];
  if (allFaults.length > 0) throw new PriceBookError(file, allFaults);

  const book = `${JSON.stringify({ name: name ?? bookNameOf(file), currency, ...content }, null, 2)}\n`;
  readPriceBook(file.replace(/\.\w+$/, ".json"), book);
  return book;
}

type BookContent = Pick<PriceBookFile, "defaults" | "prices"> & { readonly faults: readonly string[] };

function contentOf(text: string): BookContent {
  if (isPricingCsv(text)) {
    const { prices, faults } = convertPricingCsv(text);
    return {
      prices: [...prices],
      faults: prices.length + faults.length === 0 ? ["found no line of prices"] : faults,
    };
  }
  const model = modelPricing(text);
  if (model) {
    const { defaults, prices, faults } = convertModel(model);
    return { defaults, prices: [...prices], faults };
  }
  if (/^\s*(defaultModelPricing|customPricing):/m.test(text)) {
    return {
      faults: [
        "found a Helm chart's values as YAML, wanted them as JSON: `helm get values RELEASE -o json > values.json`",
      ],
    };
  }
  return {
    faults: [
      "found no price list of another program; wanted OpenCost's or Kubecost's pricing CSV (with AssetClass and " +
        "MarketPriceHourly), OpenCost's default.json, or a Helm chart's values as JSON",
    ],
  };
}
