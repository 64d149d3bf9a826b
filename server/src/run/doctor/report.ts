import { formatInstant, type Instant } from "@kubecent/shared";
import { EXIT } from "../start/exit.ts";
import { VERSION } from "../start/version.ts";
import { VERDICTS, type Verdict } from "./service-check.ts";
import type { Examined } from "./examine-service.ts";

const MARKS: Readonly<Record<Verdict, string>> = {
  ok: "ok",
  warn: "WARN",
  wrong: "WRONG",
  no_answer: "NO ANSWER",
};

/** One line for a person: how it is, what was found, and what to do. */
export function lineOf({ subject, name, verdict, found, remedy }: Examined): string {
  const what = subject === name ? subject : `${subject} ${name}`;
  const advice = remedy === null ? "" : `; do: ${remedy}`;
  return `${MARKS[verdict].padEnd(9)}  ${what}: ${found}${advice}`.replaceAll(/\s*\n\s*/g, " ");
}

/** The last line: how many of which. */
export function conclusionOf(examined: readonly Examined[]): string {
  const counts = VERDICTS.map((verdict) => {
    const count = examined.filter((each) => each.verdict === verdict).length;
    return `${count} ${MARKS[verdict]}`;
  });
  return counts.join(", ");
}

/** The same for machines; docs/deployment.md says what each field means. */
export function jsonOf(examined: readonly Examined[], at: Instant): string {
  const results = examined.map(({ subject, name, verdict, found, remedy }) => ({
    subject,
    name,
    verdict,
    found,
    remedy,
  }));
  const exitCode = exitCodeOf(examined);
  return JSON.stringify({ format: 1, at: formatInstant(at), version: VERSION, exitCode, results }, null, 2);
}

/** 78 where settings are wrong, else 69 where somebody did not answer, else 1 where something is wrong. */
export function exitCodeOf(examined: readonly Examined[]): number {
  const wrong = examined.filter(({ verdict }) => verdict === "wrong");
  if (wrong.some(({ subject }) => subject === "settings")) return EXIT.config;
  if (examined.some(({ verdict }) => verdict === "no_answer")) return EXIT.unavailable;
  return wrong.length > 0 ? EXIT.refused : 0;
}
