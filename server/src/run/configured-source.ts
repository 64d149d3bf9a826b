import type { Instant } from "@kubecent/shared";
import type { PrometheusSettings, SourceSettings } from "../config/clusters/cluster-settings.ts";
import type { Source } from "../domain/observation.ts";
import { createDemoSource } from "../sources/demo/demo-source.ts";
import { createOpenCostSource } from "../sources/opencost/opencost-source.ts";
import {
  createPrometheusSource,
  type PrometheusSourceOptions,
} from "../sources/prometheus/prometheus-source.ts";

/** The source that a cluster's settings describe. Asks nothing yet. */
export function configuredSource(source: SourceSettings, now: () => Instant): Source {
  switch (source.kind) {
    case "demo":
      return createDemoSource({
        now,
        ...(source.seed !== undefined && { seed: source.seed }),
        ...(source.historyDays !== undefined && { historyDays: source.historyDays }),
      });
    case "prometheus":
      return createPrometheusSource(prometheusOptions(source));
    case "opencost":
      return createOpenCostSource({
        ...serverOptions(source),
        ...(source.timeoutMs !== undefined && { timeoutMs: source.timeoutMs }),
        ...(source.cluster !== undefined && { cluster: source.cluster }),
      });
  }
}

/** How to reach and ask a Prometheus. */
export function prometheusOptions(source: PrometheusSettings): PrometheusSourceOptions {
  const { timeoutMs, maxConcurrent, matchers, notReadyNodes } = source;
  return { ...serverOptions(source), timeoutMs, maxConcurrent, notReadyNodes, ...(matchers && { matchers }) };
}

interface ServerOptions {
  readonly url: string;
  readonly bearerTokenFile?: string;
  readonly caFile?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function serverOptions({
  url,
  tokenFile,
  caFile,
  headers,
}: Exclude<SourceSettings, { kind: "demo" }>): ServerOptions {
  return {
    url,
    ...(tokenFile !== undefined && { bearerTokenFile: tokenFile }),
    ...(caFile !== undefined && { caFile }),
    ...(headers && { headers }),
  };
}
