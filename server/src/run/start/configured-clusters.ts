import { readFile } from "node:fs/promises";
import path from "node:path";
import { CostError } from "@kubecent/shared";
import { clusterOfVariables } from "../../config/clusters/cluster-of-variables.ts";
import type { ClusterSettings, SourceSettings } from "../../config/clusters/cluster-settings.ts";
import { clustersFileError, readClustersFile } from "../../config/clusters/read-clusters-file.ts";
import type { Settings } from "../../config/read-settings.ts";
import { SettingsError } from "../../config/settings-error.ts";
import { DEFAULT_PRICE_BOOK, type PriceBook, PriceBookError } from "../../domain/prices/price-book.ts";
import { readPriceBookFile } from "../collecting/read-price-book-file.ts";

/** A cluster as the settings want it, with its price book read but not registered yet. */
export interface ConfiguredCluster {
  readonly name: string;
  readonly source: SourceSettings;
  readonly priceBook: PriceBook;
}

/** All clusters that the settings name, with their price books. Throws SettingsError with all faults together. */
export async function configuredClusters(settings: Settings): Promise<ConfiguredCluster[]> {
  return withPriceBooks(await namedClusters(settings));
}

/**
 * The cluster of a name. Of a CLUSTERS_FILE the name chooses one, and one that is not there is refused;
 * without a file it is what the variables' one source is collected under. Throws CostError or SettingsError.
 */
export async function configuredCluster(settings: Settings, name: string): Promise<ConfiguredCluster> {
  const { CLUSTERS_FILE: file } = settings;
  const clusters =
    file === undefined ? [{ ...clusterOfVariables(settings), name }] : await namedClusters(settings);
  const [found] = await withPriceBooks(clusters.filter((cluster) => cluster.name === name));
  if (found) return found;

  const names = clusters.map((cluster) => cluster.name).join(", ");
  throw new CostError("NOT_FOUND", `CLUSTERS_FILE ${file} has no cluster ${name}. Wanted one of: ${names}`);
}

async function namedClusters(settings: Settings): Promise<ClusterSettings[]> {
  if (settings.CLUSTERS_FILE === undefined) return [clusterOfVariables(settings)];

  const file = path.resolve(settings.CLUSTERS_FILE);
  return readClustersFile(file, await readText(file), settings);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw clustersFileError(file, [
      `found nothing that can be read (${why}), wanted a JSON file of clusters`,
    ]);
  }
}

async function withPriceBooks(clusters: readonly ClusterSettings[]): Promise<ConfiguredCluster[]> {
  const faults: string[] = [];
  const read: ConfiguredCluster[] = [];
  for (const { name, source, priceBookFile } of clusters) {
    try {
      const priceBook =
        priceBookFile === undefined ? DEFAULT_PRICE_BOOK : await readPriceBookFile(priceBookFile);
      read.push({ name, source, priceBook });
    } catch (error) {
      if (!(error instanceof PriceBookError)) throw error;
      faults.push(`Cluster ${name}: ${error.message}`);
    }
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return read;
}
