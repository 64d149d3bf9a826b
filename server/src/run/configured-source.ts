import type { Instant } from "@kubecent/shared";
import type { PrometheusSettings, SourceSettings } from "../config/clusters/cluster-settings.ts";
import type { Source } from "../domain/observation.ts";
import { createDemoSource } from "../sources/demo/demo-source.ts";
import { SettingsError } from "../config/settings-error.ts";
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
      throw new SettingsError([
        "OpenCost is not available as a source yet in this version. Set PROMETHEUS_URL",
      ]);
  }
}

/** How to reach and ask a Prometheus. */
export function prometheusOptions(source: PrometheusSettings): PrometheusSourceOptions {
  const { timeoutMs, maxConcurrent, matchers } = source;
  return { ...serverOptions(source), timeoutMs, maxConcurrent, ...(matchers && { matchers }) };
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
