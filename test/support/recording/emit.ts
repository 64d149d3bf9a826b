import type { Instant } from "@kubecent/shared";

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
