/** How long each of several things took, and all of them together. */
export interface Took {
  readonly eachMs: readonly number[];
  readonly wholeMs: number;
}

/** Does something for each item, so many at a time, and times it. */
export async function timeEach<Item>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<unknown>,
): Promise<Took> {
  const eachMs: number[] = [];
  const left = items.values();
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    for (const item of left) {
      const begunAt = performance.now();
      await work(item);
      eachMs.push(performance.now() - begunAt);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { eachMs, wholeMs: performance.now() - startedAt };
}
