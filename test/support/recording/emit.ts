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

/** Labels as OpenMetrics writes them, each ending in a comma. Written for speed: a recording has hundreds of thousands. */
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

/** Writes samples as OpenMetrics text. */
export function openMetricsOf(samples: readonly Sample[]): string {
  const lines = samples.map(({ series, value, time }) => `${series} ${value} ${(time / 1000).toFixed(3)}`);
  return `${lines.join("\n")}\n# EOF\n`;
}
