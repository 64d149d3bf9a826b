import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { FINDING_CODES, FINDING_KINDS } from "../../server/src/domain/findings/finding.ts";
import { SHORT_LIVED } from "../support/prometheus-binaries.ts";
import { NOBODY, own, SICK, WELL, type World } from "./support/alert-worlds.ts";
import { COST_RULES_FILE, hasPromtool, pageOf, readRules, RULES_FILE } from "./support/rules-file.ts";

/** Late enough for the alert that waits longest. */
const EVALUATED_AT = "240m";

/** Has promtool compare the alerts that fire in a world with those that are to; its words where they differ. */
function differences(world: World, firing: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-alerts-"));
  const file = path.join(folder, "test.json");
  const question = {
    expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
    eval_time: EVALUATED_AT,
    exp_samples: firing.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
  };
  const input_series = Object.entries(world).map(([series, values]) => ({ series, values }));
  const tests = [{ interval: "1m", input_series, promql_expr_test: [question] }];
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ rule_files: [RULES_FILE], evaluation_interval: "1m", tests }));
  try {
    execFileSync("promtool", ["test", "rules", file], { stdio: "pipe", env: SHORT_LIVED });
    return "";
  } catch (error) {
    return error instanceof Error && "stdout" in error
      ? `${error.message}\n${String(error.stdout)}`
      : "failed";
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!hasPromtool())("the alerts, evaluated by promtool", () => {
  test("are rules that Prometheus takes", () => {
    expect(String(execFileSync("promtool", ["check", "rules", RULES_FILE]))).toContain("SUCCESS");
  });

  test("are silent where all is well", () => {
    expect(differences(WELL, [])).toBe("");
  });

  test.each(Object.entries(SICK))("%s fires in its state, and nothing else does", (alert, sick) => {
    expect(differences({ ...WELL, ...sick }, [alert])).toBe("");
  });

  test("KubeCentDown fires where no process is seen, and nothing else does", () => {
    expect(differences(NOBODY, ["KubeCentDown"])).toBe("");
  });

  test.each(["kubecent_auth_keys_age_seconds", "kubecent_access_lists_age_seconds"])(
    "what was never loaded is as bad as what is old: %s",
    (metric) => {
      const alert = metric.includes("keys") ? "KubeCentKeysOld" : "KubeCentAccessListsOld";
      expect(differences({ ...WELL, [own(metric)]: "-1x300" }, [alert])).toBe("");
    },
  );
});

test("each alert has a state in which it fires", () => {
  const tried = [...Object.keys(SICK), "KubeCentDown"].toSorted();

  expect(tried).toEqual(
    readRules()
      .map(({ alert }) => alert)
      .toSorted(),
  );
});

test("each alert leads to its own page under the address that the chart replaces", () => {
  for (const { alert, annotations } of [...readRules(), ...readRules(COST_RULES_FILE)]) {
    expect(annotations.runbook_url).toBe(`https://runbooks.invalid/kubecent/${pageOf(alert)}`);
    expect(annotations.summary).not.toMatch(/[.{]/);
    expect(annotations.description).toMatch(/\.$/);
  }
});

test("KubeCentNumbersLack watches every kind of finding that leaves costs out, and no other", () => {
  const lacking = FINDING_CODES.filter((code) => {
    const { gravity, isDetail } = FINDING_KINDS[code];
    return gravity !== "decided" && isDetail !== true;
  });

  const { expr = "" } = readRules().find(({ alert }) => alert === "KubeCentNumbersLack") ?? {};
  const watched = /code=~"([^"]*)"/.exec(expr)?.[1]?.split("|");

  expect(watched?.toSorted()).toEqual(lacking.toSorted());
});
