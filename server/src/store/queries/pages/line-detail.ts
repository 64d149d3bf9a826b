/** How finely an explanation is cut: a line for each thing at each price, for each price, or for each part and source of prices. */
export const LINE_DETAILS = ["each", "price", "source"] as const;
export type LineDetail = (typeof LINE_DETAILS)[number];

/** What stands as the rule of a line that adds up what had several prices. */
export const SEVERAL_PRICES = "several prices";

/** How an explanation is read. */
export interface LineShape {
  /** Lines at most; the dearest come first. */
  readonly limit: number;
  readonly detail: LineDetail;
}
