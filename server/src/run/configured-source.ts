import type { Instant } from "@kubecent/shared";
import type { Settings } from "../config/read-settings.ts";
import type { Source } from "../domain/observation.ts";
import { createDemoSource } from "../sources/demo/demo-source.ts";
import {
  createPrometheusSource,
  type PrometheusSourceOptions,
} from "../sources/prometheus/prometheus-source.ts";

/** The source that the settings name: Prometheus where there is one, else the demo. */
export function configuredSource(settings: Settings, now: () => Instant): Source {
  const prometheus = configuredPrometheus(settings);
  return prometheus === null ? createDemoSource({ now }) : createPrometheusSource(prometheus);
}

/** The Prometheus that the settings name, or null. */
export function configuredPrometheus(settings: Settings): PrometheusSourceOptions | null {
  const { PROMETHEUS_URL: url } = settings;
  if (url === undefined) return null;

  const { PROMETHEUS_TOKEN_FILE, PROMETHEUS_CA_FILE, PROMETHEUS_HEADERS, PROMETHEUS_MATCHERS } = settings;
  return {
    url,
    timeoutMs: settings.PROMETHEUS_TIMEOUT_MS,
    maxConcurrent: settings.PROMETHEUS_MAX_CONCURRENT,
    ...(PROMETHEUS_TOKEN_FILE && { bearerTokenFile: PROMETHEUS_TOKEN_FILE }),
    ...(PROMETHEUS_CA_FILE && { caFile: PROMETHEUS_CA_FILE }),
    ...(PROMETHEUS_HEADERS && { headers: PROMETHEUS_HEADERS }),
    ...(PROMETHEUS_MATCHERS && { matchers: PROMETHEUS_MATCHERS }),
  };
}
