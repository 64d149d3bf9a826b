/** A gauge of costs, as Prometheus' text format has it. */
export interface CostGauge {
  /** Begins with `kubecent_`. */
  readonly name: string;
  readonly help: string;
  readonly samples: readonly GaugeSample[];
}

export interface GaugeSample {
  /** Empty ones are written too: a Prometheus that honours labels would else put its target's in their place. */
  readonly labels: Readonly<Record<string, string>>;
  /** A decimal number, exact: money has nine places, of which a double may lose the last ones. */
  readonly value: string;
}

/** The gauges in Prometheus' text format, version 0.0.4; gauges without a sample are left out. */
export function gaugesText(gauges: readonly CostGauge[]): string {
  return gauges
    .filter(({ samples }) => samples.length > 0)
    .map(
      ({ name, help, samples }) =>
        `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${samples.map((each) => sampleLine(name, each)).join("")}`,
    )
    .join("");
}

function sampleLine(name: string, { labels, value }: GaugeSample): string {
  const pairs = Object.entries(labels)
    .map(([label, text]) => `${label}="${escaped(text)}"`)
    .join(",");
  return `${name}{${pairs}} ${value}\n`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
