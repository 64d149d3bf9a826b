import { HOUR_MS, type Instant } from "@kubecent/shared";
import { SourceError } from "../../source-error.ts";
import type { Series } from "../series/series.ts";
import { hourWindow, type TimeWindow, wideWindow } from "../time/stretches.ts";
import type { QueryClient, Question } from "./query-client.ts";
import { escapeRegex, type Family, type Matcher, selector } from "./selector.ts";

/** A month, every half hour. */
const LOOK_BACK = "30d:30m";

interface HourReaderOptions {
  readonly client: QueryClient;
  readonly hour: Instant;
  /** Conditions on every selector. */
  readonly matchers: readonly Matcher[];
  readonly signal: AbortSignal;
}

/** Which part of a family is read. */
export interface Reading {
  readonly matchers?: readonly Matcher[];
  /** From three hours before the hour to three hours after it, rather than the hour alone. */
  readonly isWide?: boolean;
  /** From three hours before the hour to just after it, as far as its own samples go. */
  readonly isBefore?: boolean;
  /** The hour can do without: a part that is missing does not make it partial. */
  readonly isOptional?: boolean;
}

/** Writes a selector over some seconds up to the hour's end: the hour itself unless told otherwise. */
export type WriteRange = (family: Family, matchers?: readonly Matcher[], seconds?: number) => string;

const HOUR_SECONDS = HOUR_MS / 1000;

/** The labels of a series take as much memory as so many samples: in the first hour of a Prometheus it has hardly any. */
const SAMPLES_A_SERIES = 50;

/**
 * Reads families around one hour and remembers whether any answer was partial.
 * Always by range selectors: an instant selector would repeat the last sample for five minutes.
 */
export class HourReader {
  readonly hour: Instant;
  readonly window: TimeWindow;
  readonly #options: HourReaderOptions;
  #isPartial = false;

  constructor(options: HourReaderOptions) {
    this.#options = options;
    this.hour = options.hour;
    this.window = hourWindow(options.hour);
  }

  /** Whether Prometheus warned in any answer so far that a part of it is missing. */
  get isPartial(): boolean {
    return this.#isPartial;
  }

  /** The samples as they were scraped. */
  samples(family: Family, reading: Reading = {}): Promise<Series[]> {
    return this.#ask(family, reading, (range) => range);
  }

  /** The last sample of each series, under the time at which the window ends. */
  lastSamples(family: Family, reading: Reading = {}): Promise<Series[]> {
    return this.#ask(family, reading, (range) => `last_over_time(${range})`);
  }

  /** The lowest value of each series, under the time at which the window ends. */
  lowestSamples(family: Family, reading: Reading = {}): Promise<Series[]> {
    return this.#ask(family, reading, (range) => `min_over_time(${range})`);
  }

  /** How many samples each series has: for series whose labels are all that matters. */
  sampleCounts(family: Family, reading: Reading = {}): Promise<Series[]> {
    return this.#ask(family, reading, (range) => `count_over_time(${range})`);
  }

  /** The series whose value changed. */
  changedSeries(family: Family, reading: Reading = {}): Promise<Series[]> {
    return this.#ask(family, reading, (range) => `changes(${range}) > 0`);
  }

  /** How many samples there are, by the given labels. */
  sampleTotals(family: Family, labels: readonly string[], reading: Reading = {}): Promise<Series[]> {
    const by = labels.join(", ");
    return this.#ask(family, reading, (range) => `sum by (${by}) (count_over_time(${range}))`);
  }

  /** How large answers of samples are, by the given labels: in samples, where a series counts for some as well. */
  answerSizes(family: Family, labels: readonly string[], reading: Reading = {}): Promise<Series[]> {
    const by = labels.join(", ");
    return this.#ask(
      family,
      reading,
      (range) => `sum by (${by}) (count_over_time(${range}) + ${SAMPLES_A_SERIES})`,
    );
  }

  /** The series of which there was any sample in the month before the hour, at one of many moments. */
  everSeen(family: Family, reading: Reading = {}): Promise<Series[]> {
    const matchers = [...this.#options.matchers, ...(reading.matchers ?? [])];
    // A subquery looks at one moment in a while: reading every sample of a month would take too long.
    const expression = `count_over_time(${selector(family, matchers)}[${LOOK_BACK}])`;
    return this.#send({ family: family.name, expression, time: this.hour });
  }

  /**
   * Evaluates an expression at the hour's end, for what the hour can do without: the hour stays whole whatever comes of it. Throws
   * SourceError where it is not answered, or in part.
   */
  async aside(what: string, write: (range: WriteRange) => string): Promise<Series[]> {
    const { client, matchers, signal, hour } = this.#options;
    const range: WriteRange = (family, more = [], seconds = HOUR_SECONDS) =>
      `${selector(family, [...matchers, ...more])}[${seconds}s]`;
    const question = { family: what, expression: write(range), time: hour + HOUR_MS };
    const { series, isPartial } = await client.instant(question, signal);
    if (isPartial)
      throw new SourceError(`only a part of the ${what} was answered: look at the server's warnings`);
    return series;
  }

  #windowOf({ isWide, isBefore }: Reading): TimeWindow {
    if (isBefore) return { start: wideWindow(this.hour).start, end: this.window.end };
    return isWide ? wideWindow(this.hour) : this.window;
  }

  #ask(family: Family, reading: Reading, write: (range: string) => string): Promise<Series[]> {
    const { start, end } = this.#windowOf(reading);
    const matchers = [...this.#options.matchers, ...(reading.matchers ?? [])];
    const range = `${selector(family, matchers)}[${(end - start) / 1000}s]`;
    const question = { family: family.name, expression: write(range), time: end };
    return this.#send(question, reading.isOptional);
  }

  async #send(question: Question & { readonly time: Instant }, isOptional = false): Promise<Series[]> {
    const { client, signal } = this.#options;
    const { series, isPartial } = await client.instant(question, signal);
    this.#isPartial ||= isPartial && !isOptional;
    return series;
  }
}

/** Two exporters may write one number with more or fewer digits. */
const SAME = 1e-6;

/**
 * Reads a family of values that rarely change: one sample of each series where nothing changed, which is
 * a seventieth of the answer, else all samples. `identify` names what a series tells of.
 */
export async function readStates(
  reader: HourReader,
  family: Family,
  { identify, ...reading }: Reading & { readonly identify: (series: Series) => string },
): Promise<Series[]> {
  const last = await reader.lastSamples(family, reading);
  if (last.length === 0) return last;

  const isSteady = !disagrees(last, identify) && (await reader.changedSeries(family, reading)).length === 0;
  return isSteady ? last : reader.samples(family, reading);
}

/** Whether two series tell different values of one thing: then it matters when each of them did. */
function disagrees(series: readonly Series[], identify: (series: Series) => string): boolean {
  return [...Map.groupBy(series, identify).values()].some(([first, ...others]) => {
    const value = first?.values[0] ?? 0;
    return others.some(({ values }) => Math.abs((values[0] ?? 0) - value) > SAME * Math.abs(value));
  });
}

/** More nodes than this are not named one by one in a query. */
const MOST_NAMED_NODES = 100;

/** A reading of what some nodes tell; where they are many, of all. */
export function onNodes(names: readonly string[]): Reading {
  if (names.length > MOST_NAMED_NODES) return {};
  return { matchers: [{ label: "node", operator: "=~", value: names.map(escapeRegex).join("|") }] };
}
