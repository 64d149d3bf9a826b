import { Counter, collectDefaultMetrics, Gauge as PromGauge, Histogram, Registry } from "prom-client";

/** A request that has been answered. `route` is a template, never a path that somebody made up. */
export interface AnsweredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** A figure of another part of the service, asked for when somebody reads the metrics. */
export type Gauge = PlainGauge | LabelledGauge;

interface PlainGauge {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

/** One figure for each value of a label. */
export interface LabelledGauge {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  /** Whether the figures only grow, so that Prometheus takes one that is smaller for a new beginning. */
  readonly isCounter?: true;
  readonly read: () => ReadonlyMap<string, number>;
}

/** What /metrics shows: of the process and its requests, nothing of a cluster, a user or money. */
export interface ProcessMetrics {
  observe(request: AnsweredRequest): void;
  /** The text that Prometheus reads, and its type. */
  read(): Promise<{ text: string; contentType: string }>;
}

const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Starts to measure the process; what others measure is shown with it. */
export function createProcessMetrics(
  gauges: readonly Gauge[] = [],
  ...others: readonly Registry[]
): ProcessMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const gauge of gauges) addGauge(registry, gauge);
  const requests = new Counter({
    name: "http_requests_total",
    help: "Requests answered.",
    labelNames: ["route", "method", "status"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request's headers to the end of its answer.",
    labelNames: ["route", "method"],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  return {
    observe({ route, method, status, durationMs }) {
      requests.inc({ route, method, status });
      durations.observe({ route, method }, durationMs / 1_000);
    },
    read: async () => {
      const texts = await Promise.all([registry, ...others].map((each) => each.metrics()));
      return { text: texts.join("\n"), contentType: registry.contentType };
    },
  };
}

function addGauge(registry: Registry, described: Gauge): void {
  if ("label" in described && described.isCounter) return addCounter(registry, described);
  const { name, help } = described;
  const gauge: PromGauge = new PromGauge({
    name,
    help,
    labelNames: "label" in described ? [described.label] : [],
    registers: [registry],
    collect: () => {
      if (!("label" in described)) return gauge.set(described.read());
      for (const [value, figure] of described.read()) gauge.set({ [described.label]: value }, figure);
    },
  });
}

function addCounter(registry: Registry, { name, help, label, read }: LabelledGauge): void {
  const counter: Counter = new Counter({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    collect: () => {
      counter.reset();
      for (const [value, figure] of read()) counter.inc({ [label]: value }, figure);
    },
  });
}
