import type { Command } from "commander";
import { readSettings } from "../../config/read-settings.ts";
import { doctorOf } from "../commands/doctor.ts";
import { doctorOfService } from "../commands/doctor-service.ts";
import { configuredCluster, configuredClusters } from "../start/configured-clusters.ts";
import { storedFindings } from "../doctor/findings-so-far.ts";
import { clusterName, lifetime } from "./arguments.ts";
import { print, untilStopped } from "./terminal.ts";
import { withDatabase } from "./with-database.ts";

interface DoctorOptions {
  readonly source?: true;
  readonly cluster?: string;
  readonly window?: number;
  readonly json?: true;
}

/** What says what is wrong: `doctor` of the whole service, `doctor --source` of where its hours come from. */
export function addDoctorCommand(program: Command): void {
  const doctor = program
    .command("doctor")
    .description(
      "look at settings, database, sources, keys, disk and replicas, and say what is wrong and what to do; changes nothing",
    )
    .option("--json", "the same for machines; not with --source")
    .option(
      "--source",
      "look at where the cluster's hours come from instead, and at what that costs the numbers",
    )
    .option("--cluster <name>", "with --source: the cluster's name in answers", clusterName)
    .option(
      "--window <time>",
      "with --source: look at hours of so long, such as 7d, and at what is stored of them",
      lifetime,
    );
  doctor.action(async (options: DoctorOptions) => {
    const { source, cluster, window: windowMs, json } = options;
    if (source && json) doctor.error("--json is not for --source.");
    if (!source && (cluster ?? windowMs) !== undefined) doctor.error("--cluster and --window want --source.");
    process.exitCode = source
      ? await lookAtSources(options)
      : await doctorOfService({
          env: process.env,
          now: Date.now,
          signal: untilStopped(),
          print,
          isJson: json ?? false,
        });
  });
}

async function lookAtSources({ cluster, window: asked }: DoctorOptions): Promise<number> {
  const windowMs = asked ?? null;
  const settings = readSettings(process.env);
  const clusters =
    cluster === undefined ? await configuredClusters(settings) : [await configuredCluster(settings, cluster)];
  const options = { now: Date.now, signal: untilStopped(), print, windowMs };
  if (windowMs === null) return doctorOf(clusters, options);

  let code = 0;
  await withDatabase(async (database) => {
    const stored = (name: string) => storedFindings(database, name, Date.now() - windowMs);
    code = await doctorOf(clusters, { ...options, storedFindings: stored });
  });
  return code;
}
