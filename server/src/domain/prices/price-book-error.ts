/** A price book that cannot be used: all that is wrong with it, each with its place. */
export class PriceBookError extends Error {
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[]) {
    super(`The price book ${file} cannot be used:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.name = "PriceBookError";
    this.faults = faults;
  }
}
