import { type AlertRuleInput, FULL_SCOPE, HOUR_MS, MINUTE_MS, type Scope } from "@kubecent/shared";
import { lookAtRules } from "../../../server/src/api/alerts/watch/look-at-rules.ts";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { callerWith, callWith } from "../../support/test-services.ts";
import { type Surroundings, WORLD_END } from "./scoped-worlds.ts";

/** When the world's whole day has closed. */
const LOOKED_AT = WORLD_END + HOUR_MS + 30 * MINUTE_MS;
const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };
// By name: the busy world has a `shopping` too.
const OWN_NAMES = ["shop", "shop-eu"];
const BOTH: Scope = { clusters: ["prod", "staging"], namespaces: { prod: OWN_NAMES, staging: OWN_NAMES } };

/** Of the part that is the same in all worlds: each of them finds something. */
const OWN: readonly AlertRuleInput[] = [
  { name: "waste", scope: SHOP, when: { kind: "efficiency", below: 0.9, days: 1 }, owner: "team-shop" },
  {
    name: "waste-by-cluster",
    scope: BOTH,
    by: "cluster",
    severity: "info",
    when: { kind: "efficiency", below: 0.9, days: 1 },
  },
  { name: "waste-by-team", scope: BOTH, by: "label:team", when: { kind: "efficiency", below: 0.9, days: 1 } },
  { name: "late", scope: SHOP, when: { kind: "late", hours: 1 }, severity: "critical" },
];

/** Of what only the busy world has, and of everything. */
const OTHERS: readonly AlertRuleInput[] = [
  {
    name: "secret",
    scope: { clusters: ["secret"] },
    when: { kind: "late", hours: 1 },
    owner: "team-billing",
  },
  { name: "all", scope: FULL_SCOPE, when: { kind: "late", hours: 1 } },
];

/** Makes rules, has them looked at once, and gives them the ids that they have in every world. */
export async function storeFoundAlerts(services: ApiServices, surroundings: Surroundings): Promise<void> {
  const { database } = services;
  const editor = callWith(callerWith("editor"), services);
  const rules = surroundings === "busy" ? [...OTHERS, ...OWN] : OWN;
  for (const rule of rules) await editor.alerts.rules.set(rule);
  await database.primary.query(
    "update alert_definition set definition_id = md5(name)::uuid, created_at = $1, changed_at = $1",
    [new Date(WORLD_END)],
  );
  await lookAtRules({
    services,
    now: LOOKED_AT,
    budgets: [],
    assertLed: () => Promise.resolve(),
    onFailure: ({ name }, error) => {
      throw new Error(`The rule ${name} could not be looked at`, { cause: error });
    },
  });
  const { rows } = await database.primary.query<{ name: string }>(
    "select distinct name from alert_state join alert_definition on definition_id = rule_id where phase = 'firing'",
  );
  const silent = rules.filter((rule) => rows.every(({ name }) => name !== rule.name));
  if (silent.length > 0) throw new Error(`These rules find nothing: ${JSON.stringify(silent)}`);
}
