import type { Instant } from "@kubecent/shared";
import type { PrometheusSettings, SourceSettings } from "../../config/clusters/cluster-settings.ts";
import type { Source } from "../../domain/observation.ts";
import { createDemoSource } from "../../sources/demo/demo-source.ts";
import type { ConnectionOptions } from "../../sources/transport/source-connection.ts";
import { createOpenCostSource } from "../../sources/opencost/opencost-source.ts";
import {
  createPrometheusSource,
  type PrometheusSourceOptions,
} from "../../sources/prometheus/prometheus-source.ts";

/** The source that a cluster's settings describe. Asks nothing yet. */
export function configuredSource(source: SourceSettings, now: () => Instant): Source {
  switch (source.kind) {
    case "demo":
      return createDemoSource({
        now,
        ...(source.seed !== undefined && { seed: source.seed }),
        ...(source.historyDays !== undefined && { historyDays: source.historyDays }),
        ...(source.quiet !== undefined && { isQuiet: source.quiet }),
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
  const { timeoutMs, maxConcurrent, maxQueryBytes, matchers, notReadyNodes } = source;
  return {
    ...serverOptions(source),
    timeoutMs,
    maxConcurrent,
    maxQueryBytes,
    notReadyNodes,
    ...(matchers && { matchers }),
  };
}

type ServerOptions = Omit<ConnectionOptions, "fetch">;

function serverOptions({
  url,
  tokenFile,
  caFile,
  certFile,
  keyFile,
  oauth2,
  sigv4,
  headers,
}: Exclude<SourceSettings, { kind: "demo" }>): ServerOptions {
  return {
    url,
    ...(tokenFile !== undefined && { bearerTokenFile: tokenFile }),
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && { certFile }),
    ...(keyFile !== undefined && { keyFile }),
    ...(oauth2 && { clientCredentials: oauth2 }),
    ...(sigv4 && { awsSignature: sigv4 }),
    ...(headers && { headers }),
  };
}
