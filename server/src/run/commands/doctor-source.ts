import { readSettings } from "../../config/read-settings.ts";
import { priceShelf } from "../../price-list/price-shelf.ts";
import { storedLists } from "../prices/stored-lists.ts";
import { storedFindings } from "../doctor/findings-so-far.ts";
import {
  configuredCluster,
  type ConfiguredCluster,
  configuredClusters,
} from "../start/configured-clusters.ts";
import { configuredSource, prometheusOptions } from "../start/configured-source.ts";
import { doctorOfOpenCost } from "./doctor-opencost.ts";
import { doctorOfPrometheus, type SourceDoctorOptions } from "./doctor-prometheus.ts";
import { print, untilStopped, withDatabase } from "./with-database.ts";

/** `doctor --source`: looks at one cluster's source, or at all. Returns the exit code. */
export async function doctorSource(options: {
  readonly cluster?: string;
  readonly windowMs: number | null;
}): Promise<number> {
  const { cluster, windowMs } = options;
  const settings = readSettings(process.env);
  const clusters =
    cluster === undefined ? await configuredClusters(settings) : [await configuredCluster(settings, cluster)];
  const looking = { now: Date.now, signal: untilStopped(), print, windowMs };
  // Without a look at the database, by the lists that came with KubeCent.
  if (windowMs === null) return doctorOfSources(clusters, { ...looking, listsFor: priceShelf() });

  let code = 0;
  await withDatabase(async (database) => {
    const stored = (name: string) => storedFindings(database, name, Date.now() - windowMs);
    const listsFor = priceShelf({ store: storedLists(database) });
    code = await doctorOfSources(clusters, { ...looking, storedFindings: stored, listsFor });
  });
  return code;
}

/** Looks at each cluster's source, whatever it is. Returns the exit code of the one that is worst off. */
export async function doctorOfSources(
  clusters: readonly ConfiguredCluster[],
  options: SourceDoctorOptions,
): Promise<number> {
  const codes: number[] = [];
  for (const cluster of clusters) codes.push(await doctorOfSource(cluster, options));
  return Math.max(0, ...codes);
}

async function doctorOfSource(cluster: ConfiguredCluster, options: SourceDoctorOptions): Promise<number> {
  const { print: printLine, now } = options;
  const { name, source } = cluster;
  switch (source.kind) {
    case "demo":
      printLine(`${name} is a demo cluster: its hours are invented and whole, there is nothing to check.`);
      printLine("Set PROMETHEUS_URL to look at a real one.");
      return 0;
    case "prometheus":
      return doctorOfPrometheus({ ...cluster, source: prometheusOptions(source) }, options);
    case "opencost":
      return doctorOfOpenCost({
        cluster: name,
        source: configuredSource(source, now),
        priceBook: cluster.priceBook,
        ...options,
      });
  }
}
