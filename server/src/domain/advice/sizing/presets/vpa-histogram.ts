/** How VPA's histograms cut values: buckets that grow by 5 % each. */
export interface BucketScale {
  /** How wide the first bucket is. */
  readonly first: number;
  readonly largest: number;
}

export const VPA_CPU_SCALE: BucketScale = { first: 0.01, largest: 1_000 };
export const VPA_RAM_SCALE: BucketScale = { first: 1e7, largest: 1e12 };

const RATIO = 1.05;

/** Values with weights, in VPA's buckets. A percentile is the end of the bucket in which it lies, as VPA has it. */
export class VpaHistogram {
  readonly #scale: BucketScale;
  readonly #weights = new Map<number, number>();
  #total = 0;

  constructor(scale: BucketScale) {
    this.#scale = scale;
  }

  add(value: number, weight: number): void {
    const bucket = this.#bucketOf(value);
    this.#weights.set(bucket, (this.#weights.get(bucket) ?? 0) + weight);
    this.#total += weight;
  }

  get isEmpty(): boolean {
    return this.#total === 0;
  }

  percentile(share: number): number {
    let below = 0;
    let bucket = 0;
    for (const [key, weight] of [...this.#weights].toSorted(([one], [other]) => one - other)) {
      bucket = key;
      below += weight;
      if (below >= share * this.#total) break;
    }
    return bucket >= this.#last() ? this.#startOf(bucket) : this.#startOf(bucket + 1);
  }

  #bucketOf(value: number): number {
    const { first } = this.#scale;
    if (value < first) return 0;
    const bucket = Math.floor(Math.log((value * (RATIO - 1)) / first + 1) / Math.log(RATIO));
    return Math.min(bucket, this.#last());
  }

  #last(): number {
    const { first, largest } = this.#scale;
    return Math.ceil(Math.log((largest * (RATIO - 1)) / first + 1) / Math.log(RATIO));
  }

  #startOf(bucket: number): number {
    return (this.#scale.first * (RATIO ** bucket - 1)) / (RATIO - 1);
  }
}
