import {
  AlertSilenceContentSchema,
  AlertSilenceListAnswerSchema,
  type AlertSilenceRow,
  AlertSilenceRowSchema,
  AlertSilenceSetSchema,
  type AlertSilenceWish,
  CostError,
  type Instant,
  NotifyIdSchema,
} from "@kubecent/shared";
import { isSilentAt } from "../../../domain/alerts/match.ts";
import { scheduleFault } from "../../../domain/schedules/schedule.ts";
import { setDefinition, type StoredDefinition } from "../../../store/alerts/definitions.ts";
import { originOf } from "../../context.ts";
import { scopedProcedureFor } from "../../trpc.ts";
import { definitionRow, deleteSeen, seenDefinitions, wantedBy } from "./definitions.ts";

const set = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/alerts/silences",
      summary:
        "Silence alerts by their labels, until a time or at planned times; the same twice changes nothing",
    },
    audit: { action: "ALERT_SILENCE_CHANGED", resourceType: "ALERT_SILENCE" },
  })
  .input(AlertSilenceSetSchema)
  .output(AlertSilenceRowSchema)
  .mutation(({ ctx, input }) => {
    checkPlan(input);
    const wanted = wantedBy(ctx.caller, "silence", input);
    return ctx.change(async (client) =>
      silenceRow(await setDefinition(client, wanted, originOf(ctx)), ctx.services.now()),
    );
  });

function checkPlan({ plan }: AlertSilenceWish): void {
  const message = plan ? scheduleFault(plan) : null;
  if (message === null) return;
  throw new CostError("VALIDATION_FAILED", `plan.cron: ${message}`, {
    details: [{ field: "plan.cron", message, type: "schedule" }],
  });
}

const list = scopedProcedureFor("alert:view")
  .meta({
    rest: { method: "GET", path: "/alerts/silences", summary: "What is silenced, and whether it is now" },
  })
  .output(AlertSilenceListAnswerSchema)
  .query(async ({ ctx: { caller, services } }) => {
    const seen = await seenDefinitions(services, "silence", caller.scope);
    return { rows: seen.map((silence) => silenceRow(silence, services.now())) };
  });

const remove = scopedProcedureFor("alert:edit")
  .meta({
    rest: { method: "DELETE", path: "/alerts/silences/{id}", summary: "End a silence" },
    audit: { action: "ALERT_SILENCE_DELETED", resourceType: "ALERT_SILENCE" },
  })
  .input(NotifyIdSchema)
  .output(AlertSilenceRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) =>
      silenceRow(await deleteSeen(client, ctx, { kind: "silence", id }), ctx.services.now()),
    ),
  );

/** A silence as answers show it. */
function silenceRow(definition: StoredDefinition, now: Instant): AlertSilenceRow {
  const content = AlertSilenceContentSchema.parse(definition.content);
  return { ...content, ...definitionRow(definition), active: isSilentAt(content, now) };
}

/** The procedures `alerts.silences.…`. */
export const silences = { set, list, delete: remove };
