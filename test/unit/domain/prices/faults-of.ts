import { PriceBookError } from "../../../../server/src/domain/prices/price-book.ts";

/** All that is said against a price list; nothing where it is read. */
export function faultsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof PriceBookError) return error.faults;
    throw error;
  }
  return [];
}
