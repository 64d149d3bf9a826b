import { type Instant, MINUTE_MS } from "@kubecent/shared";
import { Dice } from "./dice.ts";
import { type Emit, labelText, type Sample, type SampleLabels, SeriesTexts } from "./emit.ts";
import { createCadvisor } from "./scrape-cadvisor.ts";
import { scrapeExporter } from "./scrape-exporter.ts";
import { scrapeState } from "./scrape-state.ts";
import { isWithin, type Span, type World } from "./world.ts";

interface Target extends Span {
  readonly labels: SampleLabels;
  readonly intervalMs: number;
  readonly scrape: (time: Instant, emit: Emit) => void;
}

/** What a target's own labels do to scraped ones of the same name. */
const RENAMED = { namespace: "monitoring", pod: "ksm-0", container: "kube-state-metrics", service: "ksm" };

/** The samples that Prometheus would have recorded of the world. */
export function recordSamples(world: World, seed: number): Sample[] {
  const dice = new Dice(seed);
  const samples: Sample[] = [];
  const replicas = world.watch.isPair ? [{ prometheus_replica: "a" }, { prometheus_replica: "b" }] : [{}];
  for (const replica of replicas) {
    for (const target of targetsOf(world)) record({ ...target, labels: { ...target.labels, ...replica } });
  }
  return samples;

  function record(target: Target): void {
    const phase = dice.next() * target.intervalMs;
    // The scraped label gives way where the target has one of its own.
    const nameOf = (name: string): string => (name in target.labels ? `exported_${name}` : name);
    const series = new SeriesTexts(labelText(target.labels), nameOf);
    for (let due = world.from + phase; due < world.until; due += target.intervalMs) {
      const time = Math.round(due + dice.next() * world.watch.jitterMs);
      if (!isWithin(target, time) || time >= world.until) continue;
      target.scrape(time, (metric, labels, value, at = time) => {
        samples.push({ series: series.textOf(metric, labels), value: String(value), time: at });
      });
    }
  }
}

function targetsOf(world: World): Target[] {
  const { watch } = world;
  const cadvisor = createCadvisor(world);
  const always = { from: world.from, until: world.until };
  const state = {
    intervalMs: watch.stateMs,
    scrape: (time: Instant, emit: Emit) => scrapeState(world, time, emit),
  };
  return [
    ...stateSpans(world).map(({ instance, ...span }) => ({
      ...state,
      ...span,
      labels: { job: "kube-state-metrics", instance, ...(watch.isRenamed && RENAMED) },
    })),
    {
      ...always,
      labels: { job: "opencost", instance: "10.1.0.9:9003" },
      intervalMs: watch.exporterMs,
      scrape: (time, emit) => scrapeExporter(world, time, emit),
    },
    {
      ...always,
      labels: { job: "network-costs", instance: "10.1.0.8:3001" },
      intervalMs: watch.networkMs,
      scrape: (time, emit) => scrapeTraffic(world, time, emit),
    },
    ...world.nodes.map((node) => ({
      from: node.from,
      until: node.until,
      labels: {
        job: "kubelet",
        instance: `${node.address}:10250`,
        metrics_path: "/metrics/cadvisor",
        ...(watch.nodeLabel && { [watch.nodeLabel]: node.name }),
      },
      intervalMs: watch.cadvisorMs,
      scrape: (time: Instant, emit: Emit) => cadvisor(node, time, emit),
    })),
  ];
}

/** When kube-state-metrics answered, at which address. */
function stateSpans({ from, until, watch }: World): (Span & { instance: string })[] {
  const { stateMoves, stateSilent } = watch;
  const spans = stateMoves
    ? [
        { instance: "10.1.0.1:8080", from, until: stateMoves.until },
        { instance: "10.1.0.2:8080", from: stateMoves.from, until },
      ]
    : [{ instance: "10.1.0.1:8080", from, until }];
  if (stateSilent === null) return spans;

  return spans.flatMap((span) => [
    { ...span, until: Math.min(span.until, stateSilent.from) },
    { ...span, from: Math.max(span.from, stateSilent.until) },
  ]);
}

/** Counters of what pods sent, from their start or from the exporter's last one. */
function scrapeTraffic(world: World, time: Instant, emit: Emit): void {
  for (const [index, { namespace, name, lived, traffic }] of world.pods.entries()) {
    if (traffic === null || !isWithin(lived, time)) continue;
    const restart = index % 3 === 0 && time >= world.watch.trafficRestarts ? world.watch.trafficRestarts : 0;
    const minutes = (time - Math.max(lived.from, restart)) / MINUTE_MS;
    const reaches = [
      [{ internet: "true", same_region: "false", same_zone: "false" }, traffic.internet],
      [{ internet: "false", same_region: "false", same_zone: "false" }, traffic.region],
      [{ internet: "false", same_region: "true", same_zone: "false" }, traffic.zone],
      [{ internet: "false", same_region: "true", same_zone: "true" }, 9e6],
    ] as const;
    for (const [reach, bytes] of reaches) {
      emit(
        "kubecost_pod_network_egress_bytes_total",
        { namespace, pod_name: name, ...reach },
        Math.round(minutes * bytes),
      );
    }
  }
}
