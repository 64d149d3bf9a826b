import type { Instant } from "@kubecent/shared";
import { examineService } from "../doctor/examine-service.ts";
import { openPatient } from "../doctor/patient.ts";
import { conclusionOf, exitCodeOf, jsonOf, lineOf } from "../doctor/report.ts";

export interface ServiceDoctor {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  readonly isJson: boolean;
}

/** Looks at the whole service from outside, changes nothing, and returns the exit code. */
export async function doctorOfService({ env, now, signal, print, isJson }: ServiceDoctor): Promise<number> {
  const patient = openPatient(env, now);
  try {
    const examined = await examineService(patient, signal);
    const lines = isJson ? [jsonOf(examined, now())] : [...examined.map(lineOf), "", conclusionOf(examined)];
    for (const line of lines) print(line);
    return exitCodeOf(examined);
  } finally {
    await patient.close();
  }
}
