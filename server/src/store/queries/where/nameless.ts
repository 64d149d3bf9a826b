/** How answers name what has no name at a level; a filter takes it too, so that each row of an answer can be asked about. */
const UNALLOCATED = "__unallocated__";

/** Whether a filter asks for what has no name, too. */
export function wantsNameless(names: readonly string[] | undefined): boolean {
  return names?.includes(UNALLOCATED) ?? false;
}

/** Names as they are stored: a workload that is none has an empty one. */
export function storedNames(names: readonly string[] | undefined): string[] {
  return (names ?? []).map((name) => (name === UNALLOCATED ? "" : name));
}
