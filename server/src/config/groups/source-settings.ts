import { file, integer, line, oneOf, setting } from "../setting.ts";
import { httpAddress } from "../fields/addresses.ts";
import { headers, labelMatchers } from "../fields/prometheus.ts";
import { oauth2, sigv4 } from "../fields/source-credentials.ts";

/** Where the cluster's hours come from. */
export const sourceSettings = {
  CLUSTER_NAME: setting(line("one line of text, 253 characters at most").default("default"), {
    rule: "What the cluster is called in answers.",
  }),
  PRICE_BOOK_FILE: setting(file().optional(), {
    unset: "none: the exporter's prices, else the defaults in USD",
    rule: "Price book of the cluster, JSON or CSV: docs/prices.md. Its currency is the cluster's. `settings.update` chooses another registered one at run time.",
  }),
  GCP_PRICES_KEY_FILE: setting(file().optional(), {
    unset: "none",
    rule: "File with an API key for Google's Cloud Billing Catalog, which `admin prices update --from gcp` asks; nothing else reads it.",
  }),
  PROMETHEUS_URL: setting(httpAddress("http://prometheus:9090").optional(), {
    unset: "none: the demo cluster",
    rule: "Prometheus, or what speaks like it; http or https, without a user. Unset, an invented cluster is shown.",
  }),
  PROMETHEUS_TOKEN_FILE: setting(file().optional(), {
    unset: "none",
    rule: "File with the bearer token for Prometheus; read again for every question.",
  }),
  PROMETHEUS_CA_FILE: setting(file().optional(), {
    unset: "none",
    rule: "PEM file of the authorities that sign the certificate of Prometheus; https only.",
  }),
  PROMETHEUS_CERT_FILE: setting(file().optional(), {
    unset: "none",
    rule: "PEM file of the client certificate that Prometheus asks for; https only, together with PROMETHEUS_KEY_FILE. Both are read again for every question.",
  }),
  PROMETHEUS_KEY_FILE: setting(file().optional(), {
    unset: "none",
    rule: "PEM file of that certificate's key.",
  }),
  PROMETHEUS_OAUTH2: setting(oauth2().optional(), {
    unset: "none",
    rule: 'Where tokens for Prometheus come from, by OAuth 2.0 client credentials: `{"tokenUrl":"https://login.example.com/oauth2/token","clientId":"kubecent","clientSecretFile":"/secrets/client"}`, with `scopes` and `audience` where they are wanted.',
  }),
  PROMETHEUS_SIGV4: setting(sigv4().optional(), {
    unset: "none",
    rule: 'Requests are signed for Amazon Managed Service for Prometheus: `{"region":"eu-central-1"}`. Credentials are found as the AWS SDK does: variables, shared configuration (`profile`), IRSA, EKS Pod Identity, the instance\'s role.',
  }),
  PROMETHEUS_HEADERS: setting(headers().optional(), {
    unset: "none",
    isSecret: true,
    rule: 'Headers for Prometheus as JSON, such as a tenant: `{"X-Scope-OrgID":"tenant-1"}`.',
  }),
  PROMETHEUS_MATCHERS: setting(labelMatchers().optional(), {
    unset: "none",
    rule: 'Labels of this cluster\'s series as JSON, where Prometheus holds several clusters: `{"cluster":"eu-1"}`.',
  }),
  PROMETHEUS_TIMEOUT_MS: setting(integer(1_000, 600_000).default(30_000), {
    rule: "How long one question to Prometheus may take.",
  }),
  PROMETHEUS_MAX_QUERY_BYTES: setting(integer(2_000, 10_000_000).default(15_000), {
    rule: "How long the text of one question to Prometheus may be; VictoriaMetrics takes 16384 bytes unless its -search.maxQueryLen is raised. Longer is fewer questions for namespaces of many pods.",
  }),
  PROMETHEUS_MAX_CONCURRENT: setting(integer(1, 64).default(4), {
    rule: "Questions to Prometheus at a time.",
  }),
  NOT_READY_NODES: setting(oneOf(["paid", "unpaid"]).default("unpaid"), {
    rule: "Whether a machine is paid while its kubelet is lost for more than five minutes (`paid`, `unpaid`): docs/numbers.md. For clusters read from Prometheus.",
  }),
  OPENCOST_URL: setting(httpAddress("http://opencost:9003").optional(), {
    unset: "none",
    rule: "OpenCost in place of Prometheus, where that cannot be reached: its answers by the hour. What it does not know is marked: docs/opencost.md.",
  }),
  CLUSTERS_FILE: setting(file().optional(), {
    unset: "none: the one cluster of the settings above",
    rule: "JSON file of several clusters, each with its source and prices: docs/clusters.md. It stands alone: the settings of one cluster are refused beside it.",
  }),
};
