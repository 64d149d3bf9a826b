import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { BudgetContentSchema, FULL_SCOPE, HOUR_MS } from "@kubecent/shared";
import { endedMessage } from "../../server/src/api/budgets/budget-news.ts";
import { alertmanagerPost } from "../../server/src/notify/channels/alertmanager.ts";
import { CHART, render, tools } from "../chart/support/chart.ts";
import { SHORT_LIVED } from "../support/prometheus-binaries.ts";
import type { World } from "./support/alert-worlds.ts";
import { COST_RULES_FILE, hasPromtool, readRules } from "./support/rules-file.ts";

const OF = 'budget="shop", budget_id="7", key="", owner="team-shop"';
const gauge = (name: string, more = ""): string => `kubecent_budget_${name}{${OF}${more}}`;
const ofProcess = (name: string): string => `${name}{namespace="kubecent", job="kubecent", instance="a"}`;
/** Each five minutes. */
const ALWAYS = "x180";
const MINUTES = 900;

/** Fifteen hours in which all is well; two replicas tell of one budget while another one takes over. */
const WELL = {
  [gauge("amount", ', namespace="kubecent"')]: `1000${ALWAYS}`,
  [gauge("spent_ratio", ', instance="a"')]: "0.4x90 0.6x1",
  [gauge("spent_ratio", ', instance="b"')]: "_x90 0.6x90",
  [gauge("pace_ratio")]: `1.1${ALWAYS}`,
  [gauge("expected_ratio", ', bound="low"')]: `0.9${ALWAYS}`,
  [gauge("expected_ratio", ', bound="mid"')]: `1.2${ALWAYS}`,
  'kubecent_anomaly_active{cluster="prod", namespace="shop", workload="", incident="5", kind="spike", currency="EUR"}': `9${ALWAYS}`,
  'kubecent_cluster_priced_until_timestamp_seconds{cluster="prod"}': `0+300${ALWAYS}`,
  [ofProcess("kubecent_budgets")]: `1${ALWAYS}`,
};
interface Firing {
  readonly alertname: string;
  readonly labels: Readonly<Record<string, string>>;
}

const BUDGET = { budget: "shop", budget_id: "7", owner: "team-shop" };
const ofBudget = (severity: string, measure: string, threshold: string): Firing => ({
  alertname: "KubeCentBudgetThreshold",
  labels: { ...BUDGET, severity, measure, threshold },
});

const STORED = {
  budgetId: "7",
  name: "shop",
  scope: FULL_SCOPE,
  content: BudgetContentSchema.parse({
    amount: "1000",
    currency: "EUR",
    period: { every: "month", zone: "UTC" },
    thresholds: [{ on: "spent", at: 0.8 }],
    owner: "team-shop",
  }),
  revision: 1,
  managedBy: "api" as const,
  maker: null,
  mutedAt: null,
  createdAt: new Date(0),
  createdBy: "tester",
  changedAt: new Date(0),
};

/** What differs, and what fires then. */
const SICK: readonly Case[] = [
  [
    "a budget that is nearly spent, told by two replicas",
    {
      [gauge("spent_ratio", ', instance="b"')]: `0.8${ALWAYS}`,
      [gauge("spent_ratio", ', instance="a"')]: `0.81${ALWAYS}`,
    },
    [ofBudget("warning", "spent", "0.8")],
  ],
  [
    "a budget that is spent",
    { [gauge("spent_ratio", ', instance="b"')]: `1${ALWAYS}` },
    [ofBudget("warning", "spent", "0.8"), ofBudget("critical", "spent", "1")],
  ],
  [
    "a budget that will not do, for twelve hours",
    { [gauge("expected_ratio", ', bound="low"')]: "0.9x30 1.01x150" },
    [ofBudget("warning", "expected:low", "1")],
  ],
  [
    "a budget that seems not to do, for less",
    { [gauge("expected_ratio", ', bound="low"')]: "0.9x40 1.01x140" },
    [],
  ],
  [
    "a budget that is spent too fast",
    { [gauge("pace_ratio")]: "1x100 1.15x80" },
    [ofBudget("warning", "pace", "1.15")],
  ],
  [
    "an unusual day, cheaper than expected",
    {
      'kubecent_anomaly_active{cluster="prod", namespace="shop", workload="", incident="5", kind="spike", currency="EUR"}': `-10${ALWAYS}`,
    },
    [
      {
        alertname: "KubeCentCostAnomaly",
        labels: {
          severity: "warning",
          cluster: "prod",
          namespace: "shop",
          incident: "5",
          kind: "spike",
          currency: "EUR",
        },
      },
    ],
  ],
  [
    "numbers that stand still",
    { 'kubecent_cluster_priced_until_timestamp_seconds{cluster="prod"}': `0+300x120 36000x60` },
    [{ alertname: "KubeCentNumbersLate", labels: { severity: "critical", cluster: "prod" } }],
  ],
  [
    "gauges that are gone, while there are budgets",
    { [gauge("amount", ', namespace="kubecent"')]: "1000x160 stale" },
    [{ alertname: "KubeCentCostGaugesMissing", labels: { severity: "critical", namespace: "kubecent" } }],
  ],
  [
    "gauges that are gone because there is no budget",
    { [gauge("amount", ', namespace="kubecent"')]: "stale", [ofProcess("kubecent_budgets")]: `0${ALWAYS}` },
    [],
  ],
];

/** A world, and the alerts that fire in it after fifteen hours, with all their labels. */
type Case = readonly [name: string, world: World, firing: readonly Firing[]];

/** Has promtool compare what fires, of all cases at once, for it takes longer to start than to look; its words where they differ. */
function differences(cases: readonly Case[], rules = COST_RULES_FILE): string {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-costs-"));
  const tests = cases.map(([name, world, firing]) => ({
    name,
    interval: "5m",
    input_series: Object.entries(world).map(([series, values]) => ({ series, values })),
    promql_expr_test: [
      { expr: 'ALERTS{alertstate="firing"}', eval_time: `${MINUTES}m`, exp_samples: firing.map(sampleOf) },
    ],
  }));
  const file = path.join(folder, "test.json");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ rule_files: [rules], evaluation_interval: "5m", tests }));
  try {
    execFileSync("promtool", ["test", "rules", file], { stdio: "pipe", env: SHORT_LIVED });
    return "";
  } catch (error) {
    return error instanceof Error && "stdout" in error ? String(error.stdout) + error.message : "failed";
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sampleOf({ alertname, labels }: Firing): { readonly labels: string; readonly value: number } {
  const pairs = Object.entries({ ...labels, alertname, alertstate: "firing" });
  return { labels: `ALERTS{${pairs.map(([name, value]) => `${name}="${value}"`).join(", ")}}`, value: 1 };
}

describe.skipIf(!hasPromtool())("the alerts on costs, evaluated by promtool", () => {
  test("are rules that Prometheus takes", () => {
    expect(String(execFileSync("promtool", ["check", "rules", COST_RULES_FILE]))).toContain("SUCCESS");
  });

  test("tell of what they are for, and of nothing else", () => {
    const cases = SICK.map(([name, sick, firing]): Case => [name, { ...WELL, ...sick }, firing]);
    expect(differences([["all is well", WELL, []], ...cases])).toBe("");
    const names = new Set(SICK.flatMap(([, , firing]) => firing.map(({ alertname }) => alertname)));
    expect(names).toEqual(new Set(readRules(COST_RULES_FILE).map(({ alert }) => alert)));
  });

  test("have the name and the labels of what is sent to an Alertmanager, which then shows one", () => {
    const message = endedMessage(STORED, {
      key: "",
      measure: "spent",
      at: 0.8,
      revision: 1,
      periodStart: new Date(0),
      crossedAt: new Date(0),
    });
    const target = { kind: "alertmanager" as const, url: "http://alertmanager:9093" };
    const news = { id: "1", subject: "budget", messages: [message] as const, createdAt: 0, now: HOUR_MS };
    const { body } = alertmanagerPost(target, news);
    const [sent] = z.array(z.object({ labels: z.record(z.string(), z.string()) })).parse(JSON.parse(body));
    const { alertname = "", ...labels } = sent?.labels ?? {};

    const world = { ...WELL, [gauge("spent_ratio", ', instance="b"')]: `0.8${ALWAYS}` };
    expect(differences([["sent as well", world, [{ alertname, labels }]]])).toBe("");
  });
});

const RuleSchema = z.object({
  alert: z.string(),
  expr: z.string(),
  labels: z.record(z.string(), z.string()),
});
const SpecSchema = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(RuleSchema) })) });

describe.skipIf(tools === null || !hasPromtool())("the alerts on costs in the chart", () => {
  test("fire from where the values say, and from the file's numbers without them", () => {
    const values = { enabled: true, costs: true, thresholds: { spentWarning: 0.35, anomalyAmount: 25.5 } };
    const rule = render("minimal", `prometheusRule=${JSON.stringify(values)}`).find(
      ({ kind }) => kind === "PrometheusRule",
    );
    const groups = SpecSchema.parse(rule?.["spec"]).groups.filter(({ name }) => name === "kubecent-costs");
    const folder = mkdtempSync(path.join(tmpdir(), "kubecent-chart-"));
    const file = path.join(folder, "rules.yaml");
    writeFileSync(file, stringify({ groups }));

    expect(differences([["a lower threshold", WELL, [ofBudget("warning", "spent", "0.35")]]], file)).toBe("");
    expect(JSON.stringify(groups)).toContain(">= 25.5");
    rmSync(folder, { recursive: true });
  });

  test("are the file's where the values say nothing", () => {
    const shipped: unknown = parse(readFileSync(path.join(CHART, "values.yaml"), "utf8"));
    const { thresholds } = z
      .object({ prometheusRule: z.object({ thresholds: z.record(z.string(), z.number()) }) })
      .parse(shipped).prometheusRule;
    const text = readFileSync(COST_RULES_FILE, "utf8");
    const said = [...text.matchAll(/([0-9.]+)"? # (\w+)/g)].map(([, value, name]) => [
      name ?? "",
      Number(value),
    ]);

    expect(Object.fromEntries(said)).toEqual(thresholds);
    expect(said.filter(([name, value]) => thresholds[String(name)] !== value)).toEqual([]);
  });
});
