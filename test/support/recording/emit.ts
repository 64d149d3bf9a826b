import type { Instant } from "@kubecent/shared";

/** One line of a recording: a metric with its labels as text, a value and a time. */
export interface Sample {
  readonly series: string;
  readonly value: string;
  readonly time: Instant;
}

export type SampleLabels = Readonly<Record<string, string>>;

/** Writes a sample; without a time of its own it gets that of the scrape. */
export type Emit = (metric: string, labels: SampleLabels, value: number, time?: Instant) => void;

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n" };

/** What is known of the labels so far, by the next name or value. */
interface KnownLabels {
  readonly next: Map<string, KnownLabels>;
  series?: string;
}

/** Texts of one target's series, each made once: hundreds of thousands of samples are of a thousand series. */
export class SeriesTexts {
  readonly #own: string;
  readonly #nameOf: (name: string) => string;
  readonly #known: KnownLabels = { next: new Map() };

  /** `own` are the target's labels, as text; `nameOf` says what becomes of the name of a scraped one. */
  constructor(own: string, nameOf: (name: string) => string) {
    this.#own = own;
    this.#nameOf = nameOf;
  }

  textOf(metric: string, labels: SampleLabels): string {
    let known = nextOf(this.#known, metric);
    for (const name in labels) known = nextOf(nextOf(known, name), labels[name] ?? "");
    known.series ??= `${metric}{${(this.#own + labelText(labels, this.#nameOf)).slice(0, -1)}}`;
    return known.series;
  }
}

function nextOf({ next }: KnownLabels, key: string): KnownLabels {
  let known = next.get(key);
  if (known === undefined) next.set(key, (known = { next: new Map() }));
  return known;
}

/** Labels as OpenMetrics writes them, each ending in a comma. */
export function labelText(labels: SampleLabels, nameOf: (name: string) => string = (name) => name): string {
  let text = "";
  for (const [name, value] of Object.entries(labels)) {
    const escaped = /[\\"\n]/.test(value)
      ? value.replaceAll(/[\\"\n]/g, (sign) => ESCAPES[sign] ?? sign)
      : value;
    text += `${nameOf(name)}="${escaped}",`;
  }
  return text;
}
