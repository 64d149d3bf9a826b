import {
  type AlertRow,
  AlertRuleContentSchema,
  type AlertsAnswer,
  AlertsAnswerSchema,
  type AlertsQuestion,
  AlertsQuerySchema,
  formatInstant,
  isScopeWithin,
} from "@kubecent/shared";
import { levelOf } from "../../../domain/alerts/level.ts";
import { listDefinitions, type StoredDefinition } from "../../../store/alerts/definitions.ts";
import { type FoundAlert, listAlerts } from "../../../store/alerts/states.ts";
import { inPrimarySnapshot } from "../../../store/connection/transaction.ts";
import { scopedProcedureFor } from "../../trpc.ts";

/** What the rules that somebody sees have found. */
export const alerts = scopedProcedureFor("alert:view")
  .meta({
    rest: {
      method: "GET",
      path: "/cost/alerts",
      summary: "What alert rules have found: what fires now, unless asked otherwise",
    },
  })
  .input(AlertsQuerySchema)
  .output(AlertsAnswerSchema)
  .query(
    ({ ctx: { caller, services }, input }): Promise<AlertsAnswer> =>
      inPrimarySnapshot(services.database, async (client) => {
        const rules = await listDefinitions(client, "rule");
        const seen = new Map(
          rules
            .filter(({ scope }) => isScopeWithin(scope, caller.scope))
            .map((rule) => [rule.definitionId, rule]),
        );
        const rows = (await listAlerts(client)).flatMap((alert) => {
          const rule = seen.get(alert.ruleId);
          return rule ? alertRow(alert, rule) : [];
        });
        const asked = rows.filter((row) => isAsked(row, input));
        return { rows: asked.slice(0, input.limit), count: asked.length };
      }),
  );

function isAsked(row: AlertRow, { phase, kind, severity, owner }: AlertsQuestion): boolean {
  return (
    phase.includes(row.phase) &&
    (kind?.includes(row.kind) ?? true) &&
    (severity?.includes(row.severity) ?? true) &&
    (owner === undefined || row.owner === owner)
  );
}

function instantText(instant: number | null): string | null {
  return instant === null ? null : formatInstant(instant);
}

/** Nothing of what holds because older hours were written anew: it is no alert. */
function alertRow(alert: FoundAlert, rule: StoredDefinition): AlertRow[] {
  const { phase, ruleId, series, title, facts, labels, value } = alert;
  if (phase === "held") return [];
  const { when, severity } = AlertRuleContentSchema.parse(rule.content);
  return [
    {
      id: `${ruleId}/${series}`,
      ruleId,
      rule: rule.name,
      kind: when.kind,
      phase,
      severity,
      title,
      facts: [...facts],
      labels,
      owner: labels["owner"] ?? null,
      value,
      level: levelOf(when).level,
      since: formatInstant(alert.since),
      firedAt: instantText(alert.firedAt),
      resolvedAt: instantText(alert.resolvedAt),
      toldAt: instantText(alert.toldAt),
      silenced: alert.isSilenced,
    },
  ];
}
