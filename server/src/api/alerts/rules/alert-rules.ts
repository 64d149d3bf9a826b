import {
  AlertRuleContentSchema,
  AlertRuleListAnswerSchema,
  type AlertRuleRow,
  AlertRuleRowSchema,
  AlertRuleSetSchema,
  NotifyIdSchema,
} from "@kubecent/shared";
import { deleteDefinition, setDefinition, type StoredDefinition } from "../../../store/alerts/definitions.ts";
import { originOf } from "../../context.ts";
import { scopedProcedureFor } from "../../trpc.ts";
import { checkChannels } from "../check-channels.ts";
import { tellRuleEnds } from "../watch/tell-alerts.ts";
import { definitionRow, lockSeen, seenDefinitions, wantedBy } from "./definitions.ts";

const set = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/alerts/rules",
      summary: "Make an alert rule, or change the one of its name and scope; the same twice changes nothing",
    },
    audit: { action: "ALERT_RULE_CHANGED", resourceType: "ALERT_RULE" },
  })
  .input(AlertRuleSetSchema)
  .output(AlertRuleRowSchema)
  .mutation(({ ctx, input }) => {
    const wanted = wantedBy(ctx.caller, "rule", input);
    return ctx.change(async (client) => {
      await checkChannels(client, { channels: input.channels, scope: wanted.scope }, ctx.caller.scope);
      const stored = await setDefinition(client, wanted, originOf(ctx));
      // What was found by what it said before is over: the next look begins anew.
      if (stored.lookedAt === null) await tellRuleEnds(client, stored);
      return ruleRow(stored);
    });
  });

const list = scopedProcedureFor("alert:view")
  .meta({ rest: { method: "GET", path: "/alerts/rules", summary: "The alert rules, and what they look at" } })
  .output(AlertRuleListAnswerSchema)
  .query(async ({ ctx: { caller, services } }) => ({
    rows: (await seenDefinitions(services, "rule", caller.scope)).map(ruleRow),
  }));

const remove = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "DELETE",
      path: "/alerts/rules/{id}",
      summary: "Delete an alert rule and what it has found",
    },
    audit: { action: "ALERT_RULE_DELETED", resourceType: "ALERT_RULE" },
  })
  .input(NotifyIdSchema)
  .output(AlertRuleRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => {
      await tellRuleEnds(client, await lockSeen(client, ctx.caller, { kind: "rule", id }));
      return ruleRow(await deleteDefinition(client, id, originOf(ctx)));
    }),
  );

/** A rule as answers show it. */
function ruleRow(definition: StoredDefinition): AlertRuleRow {
  return { ...AlertRuleContentSchema.parse(definition.content), ...definitionRow(definition) };
}

/** The procedures `alerts.rules.…`. */
export const rules = { set, list, delete: remove };
