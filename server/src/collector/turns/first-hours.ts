/**
 * Lets the first hour of a cluster go alone, until it is known how many rows an hour of it has: a collector begins with several hours
 * of each cluster, and three of 20,000 containers that count as small ones would be in memory together.
 */
export class FirstHours {
  readonly #underWay = new Map<number, Promise<void>>();

  /** Resolves when the hour may begin, with what is to be called when it is over, whatever has become of it. */
  async begin(clusterId: number, isSizeKnown: () => boolean): Promise<() => void> {
    for (let first = this.#underWay.get(clusterId); first; first = this.#underWay.get(clusterId)) await first;
    if (isSizeKnown()) return () => undefined;

    const { promise, resolve } = Promise.withResolvers<void>();
    this.#underWay.set(clusterId, promise);
    return () => {
      this.#underWay.delete(clusterId);
      resolve();
    };
  }
}
