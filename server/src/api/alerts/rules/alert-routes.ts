import {
  AlertRouteContentSchema,
  AlertRouteListAnswerSchema,
  type AlertRouteRow,
  AlertRouteRowSchema,
  AlertRouteSetSchema,
  NotifyIdSchema,
} from "@kubecent/shared";
import { setDefinition, type StoredDefinition } from "../../../store/alerts/definitions.ts";
import { originOf } from "../../context.ts";
import { scopedProcedureFor } from "../../trpc.ts";
import { checkChannels } from "../check-channels.ts";
import { definitionRow, deleteSeen, seenDefinitions, wantedBy } from "./definitions.ts";

const set = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/alerts/routes",
      summary: "Say where alerts go, by their labels; the same twice changes nothing",
    },
    audit: { action: "ALERT_ROUTE_CHANGED", resourceType: "ALERT_ROUTE" },
  })
  .input(AlertRouteSetSchema)
  .output(AlertRouteRowSchema)
  .mutation(({ ctx, input }) => {
    const wanted = wantedBy(ctx.caller, "route", input);
    return ctx.change(async (client) => {
      // A channel of a narrower scope takes its own part of what is routed: each alert is judged by itself.
      await checkChannels(
        client,
        { channels: input.channels, scope: { clusters: [], namespaces: {} } },
        ctx.caller.scope,
      );
      return routeRow(await setDefinition(client, wanted, originOf(ctx)));
    });
  });

const list = scopedProcedureFor("alert:view")
  .meta({ rest: { method: "GET", path: "/alerts/routes", summary: "Where alerts go" } })
  .output(AlertRouteListAnswerSchema)
  .query(async ({ ctx: { caller, services } }) => ({
    rows: (await seenDefinitions(services, "route", caller.scope)).map(routeRow),
  }));

const remove = scopedProcedureFor("alert:edit")
  .meta({
    rest: { method: "DELETE", path: "/alerts/routes/{id}", summary: "Delete a route of alerts" },
    audit: { action: "ALERT_ROUTE_DELETED", resourceType: "ALERT_ROUTE" },
  })
  .input(NotifyIdSchema)
  .output(AlertRouteRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => routeRow(await deleteSeen(client, ctx, { kind: "route", id }))),
  );

/** A route as answers show it. */
function routeRow(definition: StoredDefinition): AlertRouteRow {
  return { ...AlertRouteContentSchema.parse(definition.content), ...definitionRow(definition) };
}

/** The procedures `alerts.routes.…`. */
export const routes = { set, list, delete: remove };
