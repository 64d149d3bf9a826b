/** PostgreSQL's word for a number that its column or type does not hold. */
const OUT_OF_RANGE = "22003";

/** Whether a statement failed because a figure is more than a bigint holds: 9.2 thousand million units or GiB-hours. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === OUT_OF_RANGE;
}
