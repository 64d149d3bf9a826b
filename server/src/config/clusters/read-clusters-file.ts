import { jsonOrUndefined } from "@kubecent/shared";
import path from "node:path";
import type * as z from "zod";
import { credentialFaults } from "../fields/source-credentials.ts";
import type { SettingValues } from "../schema.ts";
import { SettingsError } from "../settings-error.ts";
import type { ClusterSettings, SourceSettings } from "./cluster-settings.ts";
import { ClustersFileSchema, type WrittenCluster } from "./clusters-file.ts";

/** What clusters inherit where the file does not say it. */
type Inherited = Pick<
  SettingValues,
  "PROMETHEUS_TIMEOUT_MS" | "PROMETHEUS_MAX_CONCURRENT" | "PROMETHEUS_MAX_QUERY_BYTES" | "NOT_READY_NODES"
>;

/** All that is wrong with a clusters file, one line each. */
export function clustersFileError(file: string, faults: readonly string[]): SettingsError {
  return new SettingsError(faults.map((fault) => `CLUSTERS_FILE ${file}: ${fault}`));
}

/**
 * Reads the text of a clusters file; paths in it start from its folder. Throws SettingsError with all that is
 * wrong, without the values of headers, which may be keys.
 */
export function readClustersFile(file: string, text: string, inherited: Inherited): ClusterSettings[] {
  const content = jsonOrUndefined(text);
  if (content === undefined) throw clustersFileError(file, ["found no JSON, wanted a JSON file of clusters"]);

  const result = ClustersFileSchema.safeParse(content);
  const faults = result.success ? clusterFaults(result.data.clusters) : schemaFaults(result.error);
  if (faults.length > 0 || !result.success) throw clustersFileError(file, faults);
  return result.data.clusters.map((cluster) => settingsOf(cluster, path.dirname(file), inherited));
}

function schemaFaults(error: z.ZodError): string[] {
  return error.issues.map(({ path: place, message }) => `${placeText(place) || "the file"}: ${message}`);
}

/** `clusters.0.prometheus.url`, so that a person finds it; an index counts from the first cluster as 0. */
function placeText(place: readonly PropertyKey[]): string {
  return place.map(String).join(".");
}

function clusterFaults(clusters: readonly WrittenCluster[]): string[] {
  const names = clusters.map(({ name }) => name);
  return clusters.flatMap((cluster, index) => {
    const place = `clusters.${index} (${cluster.name})`;
    const faults = [...sourceFaults(cluster), ...serverFaults(cluster)];
    if (names.indexOf(cluster.name) < index) faults.push("wanted a name that no other cluster has");
    return faults.map((fault) => `${place}: ${fault}`);
  });
}

function sourceFaults({ prometheus, opencost, demo }: WrittenCluster): string[] {
  const found = Object.entries({ prometheus, opencost, demo })
    .filter(([, source]) => source !== undefined)
    .map(([name]) => name);
  if (found.length === 1) return [];
  return [`found ${found.join(" and ") || "no source"}, wanted one of prometheus, opencost, demo`];
}

function serverFaults({ prometheus, opencost }: WrittenCluster): string[] {
  return [prometheus, opencost].flatMap((server) =>
    server ? credentialFaults(server).map(({ name, wanted }) => `${name}: wanted ${wanted}`) : [],
  );
}

function settingsOf(cluster: WrittenCluster, folder: string, inherited: Inherited): ClusterSettings {
  const { name, priceBookFile } = cluster;
  return {
    name,
    source: sourceOf(cluster, folder, inherited),
    ...(priceBookFile !== undefined && { priceBookFile: path.resolve(folder, priceBookFile) }),
  };
}

function sourceOf(
  { prometheus, opencost, demo }: WrittenCluster,
  folder: string,
  inherited: Inherited,
): SourceSettings {
  if (prometheus) {
    const { timeoutMs, maxConcurrent, maxQueryBytes, notReadyNodes, ...server } = prometheus;
    return {
      kind: "prometheus",
      timeoutMs: timeoutMs ?? inherited.PROMETHEUS_TIMEOUT_MS,
      maxConcurrent: maxConcurrent ?? inherited.PROMETHEUS_MAX_CONCURRENT,
      maxQueryBytes: maxQueryBytes ?? inherited.PROMETHEUS_MAX_QUERY_BYTES,
      notReadyNodes: notReadyNodes ?? inherited.NOT_READY_NODES,
      ...server,
      ...filesOf(server, folder),
    };
  }
  if (opencost) {
    return { kind: "opencost", ...opencost, ...filesOf(opencost, folder) };
  }
  return { kind: "demo", ...demo };
}

type ServerFiles = Pick<NonNullable<WrittenCluster["prometheus"]>, (typeof FILES)[number] | "oauth2">;
const FILES = ["tokenFile", "caFile", "certFile", "keyFile"] as const;

function filesOf(server: ServerFiles, folder: string): ServerFiles {
  const files = FILES.flatMap((name) => {
    const file = server[name];
    return file === undefined ? [] : [[name, path.resolve(folder, file)] as const];
  });
  const { oauth2 } = server;
  return {
    ...Object.fromEntries(files),
    ...(oauth2 && { oauth2: { ...oauth2, clientSecretFile: path.resolve(folder, oauth2.clientSecretFile) } }),
  };
}
