import type { Command } from "commander";
import { examineService } from "../doctor/examine-service.ts";
import { openPatient } from "../doctor/patient.ts";
import { conclusionOf, exitCodeOf, jsonOf, lineOf } from "../doctor/report.ts";
import { clusterName, lengthOfTime } from "./command-options.ts";
import { doctorSource } from "./doctor-source.ts";
import { print, untilStopped } from "./with-database.ts";

interface DoctorOptions {
  readonly source?: true;
  readonly cluster?: string;
  readonly window?: number;
  readonly json?: true;
}

/** `doctor`: of the whole service, or with --source of where its hours come from. */
export function addDoctor(program: Command): void {
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
      "with --source: how far back to look at hours, such as 7d, and at what is stored of them",
      lengthOfTime,
    );
  doctor.action(async (options: DoctorOptions) => {
    const { source, cluster, window: windowMs, json } = options;
    if (source && json) doctor.error("--json is not for --source.");
    if (!source && (cluster ?? windowMs) !== undefined) doctor.error("--cluster and --window want --source.");
    process.exitCode = source
      ? await doctorSource({ ...options, windowMs: windowMs ?? null })
      : await doctorOfService(json ?? false);
  });
}

/** Looks at the whole service from outside, changes nothing, and returns the exit code. */
async function doctorOfService(isJson: boolean): Promise<number> {
  const patient = openPatient(process.env, Date.now);
  try {
    const examined = await examineService(patient, untilStopped());
    const lines = isJson
      ? [jsonOf(examined, Date.now())]
      : [...examined.map(lineOf), "", conclusionOf(examined)];
    for (const line of lines) print(line);
    return exitCodeOf(examined);
  } finally {
    await patient.close();
  }
}
