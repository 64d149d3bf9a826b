/** What a person who just started the service for the first time wants to see. */
interface BannerFacts {
  readonly origin: string;
  readonly token: string;
  readonly cluster: string;
  readonly isDemo: boolean;
}

/** The first words of `npm start`: where the service is, a line to paste, and how to point it at one's own. */
export function banner({ origin, token, cluster, isDemo }: BannerFacts): string {
  const shown = isDemo
    ? [
        `Cluster "${cluster}" is an invented demo. For your own, with kube-state-metrics and cAdvisor in Prometheus:`,
        "",
        "  CLUSTER_NAME=prod PROMETHEUS_URL=http://localhost:9090 npm start",
      ]
    : [`Cluster "${cluster}" is collected from Prometheus, as far back as it remembers.`];
  return [
    "",
    `KubeCent serves on ${origin}. Try it:`,
    "",
    `  curl -H "Authorization: Bearer ${token}" "${origin}/api/v1/cost/namespaces?window=last7d"`,
    "",
    ...shown,
    "",
    "Ctrl-C stops it.",
    "",
    "",
  ].join("\n");
}
