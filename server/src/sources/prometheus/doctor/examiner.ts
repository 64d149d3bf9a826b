import { type Instant, MINUTE_MS } from "@kubecent/shared";
import { findEarliestHour } from "../earliest-hour.ts";
import type { QueryClient } from "../query/query-client.ts";
import { type Family, type Matcher, selector } from "../query/selector.ts";
import type { Series } from "../series/series.ts";

/** What was scraped within this time counts as there: three samples at the longest usual interval. */
export const LOOK_BACK_MS = 15 * MINUTE_MS;

export interface ExaminerOptions {
  readonly client: QueryClient;
  readonly matchers: readonly Matcher[];
  /** The machine's time. */
  readonly now: () => Instant;
  /** Whether a price book of one's own says what things cost. */
  readonly hasPriceBook: boolean;
  readonly signal: AbortSignal;
}

/** Asks small questions about the last minutes: answers have one series for each target or node at most. */
export class Examiner {
  readonly #options: ExaminerOptions;
  #isPartial = false;

  constructor(options: ExaminerOptions) {
    this.#options = options;
  }

  get hasPriceBook(): boolean {
    return this.#options.hasPriceBook;
  }

  get matchers(): readonly Matcher[] {
    return this.#options.matchers;
  }

  /** Whether any answer so far was without a part of what it should hold. */
  get isPartial(): boolean {
    return this.#isPartial;
  }

  /** How many series a family has. */
  async count(family: Family, matchers: readonly Matcher[] = []): Promise<number> {
    const [only] = await this.#ask(family, matchers, (range) => `count(last_over_time(${range}))`);
    return only?.values[0] ?? 0;
  }

  /** How many things a family tells of, where labels tell them apart; however many series each has. */
  async countDistinct(family: Family, labels: readonly string[]): Promise<number> {
    const by = labels.join(", ");
    const [only] = await this.#ask(
      family,
      [],
      (range) => `count(count by (${by}) (last_over_time(${range})))`,
    );
    return only?.values[0] ?? 0;
  }

  /** How many series a family has by the values of labels. */
  countBy(family: Family, labels: readonly string[]): Promise<Series[]> {
    return this.#ask(family, [], (range) => `count by (${labels.join(", ")}) (last_over_time(${range}))`);
  }

  /** Some series of a family with all their labels. */
  some(family: Family, most: number): Promise<Series[]> {
    return this.#ask(family, [], (range) => `topk(${most}, last_over_time(${range}))`);
  }

  /** The last sample of each series of a family: for those of which there are a few for each node. */
  last(family: Family): Promise<Series[]> {
    return this.#ask(family, [], (range) => `last_over_time(${range})`);
  }

  /** The machine's time. */
  now(): Instant {
    return this.#options.now();
  }

  /** How many samples the series of a job usually have in the time looked back on, by job. */
  usualSampleCounts(family: Family): Promise<Series[]> {
    return this.#ask(family, [], (range) => `quantile by (job) (0.5, count_over_time(${range}))`);
  }

  /** How far the server's clock is ahead of this machine's, in milliseconds. */
  async clockAheadMs(): Promise<number> {
    const { client, now, signal } = this.#options;
    const asked = now();
    const { series } = await client.instant({ family: "the time", expression: "vector(time())" }, signal);
    const told = (series[0]?.values[0] ?? Number.NaN) * 1000;
    return told - (asked + now()) / 2;
  }

  /** How long the server remembers the cluster, in milliseconds; null where it knows nothing of it. */
  async reachMs(): Promise<number | null> {
    const { client, matchers, now, signal } = this.#options;
    const earliest = await findEarliestHour({ client, matchers, now: now() }, signal);
    return earliest === null ? null : now() - earliest;
  }

  async #ask(family: Family, more: readonly Matcher[], write: (range: string) => string): Promise<Series[]> {
    const { client, matchers, now, signal } = this.#options;
    const range = `${selector(family, [...matchers, ...more])}[${LOOK_BACK_MS / 1000}s]`;
    const question = { family: family.name, expression: write(range), time: now() };
    const { series, isPartial } = await client.instant(question, signal);
    this.#isPartial ||= isPartial;
    return series;
  }
}
