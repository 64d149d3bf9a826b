import type { SettingValues } from "../schema.ts";
import type { ClusterSettings, SourceSettings } from "./cluster-settings.ts";

/** The one cluster that the variables describe: Prometheus or OpenCost where there is one, else the demo. */
export function clusterOfVariables(values: SettingValues): ClusterSettings {
  const { CLUSTER_NAME: name, PRICE_BOOK_FILE: priceBookFile } = values;
  return { name, source: sourceOf(values), ...(priceBookFile !== undefined && { priceBookFile }) };
}

function sourceOf(values: SettingValues): SourceSettings {
  const { PROMETHEUS_URL, OPENCOST_URL } = values;
  if (OPENCOST_URL !== undefined) return { kind: "opencost", url: OPENCOST_URL };
  if (PROMETHEUS_URL === undefined) return { kind: "demo" };

  const { PROMETHEUS_TOKEN_FILE, PROMETHEUS_CA_FILE, PROMETHEUS_HEADERS, PROMETHEUS_MATCHERS } = values;
  return {
    kind: "prometheus",
    url: PROMETHEUS_URL,
    timeoutMs: values.PROMETHEUS_TIMEOUT_MS,
    maxConcurrent: values.PROMETHEUS_MAX_CONCURRENT,
    maxQueryBytes: values.PROMETHEUS_MAX_QUERY_BYTES,
    notReadyNodes: values.NOT_READY_NODES,
    ...(PROMETHEUS_TOKEN_FILE !== undefined && { tokenFile: PROMETHEUS_TOKEN_FILE }),
    ...(PROMETHEUS_CA_FILE !== undefined && { caFile: PROMETHEUS_CA_FILE }),
    ...(values.PROMETHEUS_CERT_FILE !== undefined && { certFile: values.PROMETHEUS_CERT_FILE }),
    ...(values.PROMETHEUS_KEY_FILE !== undefined && { keyFile: values.PROMETHEUS_KEY_FILE }),
    ...(values.PROMETHEUS_OAUTH2 && { oauth2: values.PROMETHEUS_OAUTH2 }),
    ...(values.PROMETHEUS_SIGV4 && { sigv4: values.PROMETHEUS_SIGV4 }),
    ...(PROMETHEUS_HEADERS !== undefined && { headers: PROMETHEUS_HEADERS }),
    ...(PROMETHEUS_MATCHERS !== undefined && { matchers: PROMETHEUS_MATCHERS }),
  };
}
