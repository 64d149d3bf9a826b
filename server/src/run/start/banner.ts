import type { SourceKind } from "../../domain/observation.ts";
import { LINK_MINUTES } from "../parts/sign-in-link.ts";

/** What a person who just started the service for the first time wants to see. */
interface BannerFacts {
  readonly origin: string;
  /** Null where there is no dashboard. */
  readonly signInLink: string | null;
  readonly token: string;
  readonly clusters: readonly { readonly name: string; readonly source: SourceKind }[];
}

/** The first words of `npm start`: where the service is, a line to paste, and how to point it at one's own. */
export function banner({ origin, signInLink, token, clusters }: BannerFacts): string {
  return [
    "",
    `KubeCent serves on ${origin}.`,
    "",
    ...(signInLink === null
      ? []
      : [`The dashboard, signed in (once, within ${LINK_MINUTES} minutes):`, "", `  ${signInLink}`, ""]),
    "The API:",
    "",
    `  curl -H "Authorization: Bearer ${token}" "${origin}/api/v1/cost/namespaces?window=last7d"`,
    "",
    ...clusters.map(sentenceOn),
    ...(clusters.some(({ source }) => source !== "demo") ? [] : OWN_CLUSTER),
    "",
    "Ctrl-C stops it.",
    "",
    "",
  ].join("\n");
}

const OWN_CLUSTER = [
  "For your own, with kube-state-metrics and cAdvisor in Prometheus:",
  "",
  "  CLUSTER_NAME=prod PROMETHEUS_URL=http://localhost:9090 npm start",
];

const SOURCE_NAMES = { prometheus: "Prometheus", opencost: "OpenCost" } as const;

function sentenceOn({ name, source }: BannerFacts["clusters"][number]): string {
  return source === "demo"
    ? `Cluster "${name}" is an invented demo.`
    : `Cluster "${name}" is collected from ${SOURCE_NAMES[source]}, as far back as it remembers.`;
}
