import { expect, test } from "vitest";
import { type ServiceCheck, ok, warn, wrong } from "../../../../server/src/run/doctor/service-check.ts";
import { type Examined, examineService } from "../../../../server/src/run/doctor/examine-service.ts";
import { openPatient } from "../../../../server/src/run/doctor/patient.ts";
import { conclusionOf, exitCodeOf, jsonOf, lineOf } from "../../../../server/src/run/doctor/report.ts";

const patient = openPatient({ ENVIRONMENT: "development", PORT: "many" }, () => 0);
const NEVER = new AbortController().signal;

const check = (
  subject: string,
  look: ServiceCheck["look"],
  needs: ServiceCheck["needs"] = [],
): ServiceCheck => ({
  subject,
  needs,
  look,
});

const CHECKS = [
  check("sound", () => Promise.resolve([ok("sound", "all is well"), warn("part", "nearly", "look")])),
  check("failing", () => Promise.reject(new Error("it broke\n  in two lines"))),
  check("hanging", () => Promise.withResolvers<never>().promise),
  check("depending", () => Promise.resolve([ok("depending", "never said")]), ["PORT"]),
  check("last", () => Promise.resolve([wrong("last", "was reached", "nothing")])),
];

async function examined(): Promise<Examined[]> {
  return examineService(patient, NEVER, { checks: CHECKS, boundMs: 50 });
}

test("what fails, hangs or cannot be asked is one line, and the next one is looked at", async () => {
  expect((await examined()).map(lineOf)).toEqual([
    "ok         sound: all is well",
    "WARN       sound part: nearly; do: look",
    "NO ANSWER  failing: it broke in two lines; do: mend what keeps it from being looked at, and run this again",
    "NO ANSWER  hanging: no answer in time; do: mend what keeps it from being looked at, and run this again",
    "NO ANSWER  depending: not looked at, for PORT is wrong; do: mend the setting first",
    "WRONG      last: was reached; do: nothing",
  ]);
});

test("the conclusion counts verdicts, and JSON holds every line in its documented shape", async () => {
  const all = await examined();

  expect(conclusionOf(all)).toBe("1 ok, 1 WARN, 1 WRONG, 3 NO ANSWER");
  const report: unknown = JSON.parse(jsonOf(all, Date.UTC(2026, 10, 28)));
  expect(report).toMatchObject({
    format: 1,
    at: "2026-11-28T00:00:00Z",
    version: expect.any(String),
    exitCode: 69,
  });
  expect(report).toHaveProperty("results.1", {
    subject: "sound",
    name: "part",
    verdict: "warn",
    found: "nearly",
    remedy: "look",
  });
  expect(report).toHaveProperty("results.0.remedy", null);
});

function of(subject: string, verdict: Examined["verdict"]): Examined {
  return { subject, name: subject, verdict, found: "", remedy: null };
}

test("exit codes: settings before silence, silence before what is wrong, warnings are none", () => {
  expect(exitCodeOf([of("disk", "ok"), of("disk", "warn")])).toBe(0);
  expect(exitCodeOf([of("disk", "wrong")])).toBe(1);
  expect(exitCodeOf([of("disk", "wrong"), of("database", "no_answer")])).toBe(69);
  expect(exitCodeOf([of("settings", "wrong"), of("database", "no_answer")])).toBe(78);
});
