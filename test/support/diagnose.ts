import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Verdict } from "../../server/src/run/doctor/service-check.ts";
import { type Examined, examineService } from "../../server/src/run/doctor/examine-service.ts";
import { openPatient } from "../../server/src/run/doctor/patient.ts";
import { exitCodeOf, lineOf } from "../../server/src/run/doctor/report.ts";

type Variables = Readonly<Record<string, string>>;

/** What the doctor said of a service. */
export interface Diagnosis {
  readonly code: number;
  readonly examined: readonly Examined[];
  /** Lines of a verdict, as they are printed and without the mark. */
  lines(verdict: Verdict): string[];
}

/** A folder for KUBECENT_DATA, removed when the scope that holds it ends. */
export function temporaryFolder(): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-doctor-"));
  chmodSync(folder, 0o755);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Looks at what variables describe, as `admin doctor` does. Unless told, in an empty folder and in development. */
export async function diagnose(env: Variables, now: () => number = Date.now): Promise<Diagnosis> {
  using empty = temporaryFolder();
  const variables = { ENVIRONMENT: "development", KUBECENT_DATA: empty.folder, ...env };
  const patient = openPatient(variables, now);
  try {
    const examined = await examineService(patient, new AbortController().signal);
    return {
      code: exitCodeOf(examined),
      examined,
      lines: (verdict) =>
        examined.filter((each) => each.verdict === verdict).map((each) => lineOf(each).slice(11)),
    };
  } finally {
    await patient.close();
  }
}
