import type { Instant } from "@kubecent/shared";

export type SampleLabels = Readonly<Record<string, string>>;

/** Writes a sample; without a time of its own it gets that of the scrape. */
export type Emit = (metric: string, labels: SampleLabels, value: number, time?: Instant) => void;

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n" };

/** Labels as OpenMetrics writes them. */
export function labelText(labels: SampleLabels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll(/[\\"\n]/g, (sign) => ESCAPES[sign] ?? sign)}"`,
  );
  return `{${pairs.join(",")}}`;
}
