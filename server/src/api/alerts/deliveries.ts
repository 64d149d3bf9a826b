import {
  CostError,
  DeliveryListAnswerSchema,
  DeliveryQuerySchema,
  DeliveryRowSchema,
  NotifyIdSchema,
} from "@kubecent/shared";
import { insertAudit } from "../../store/audit-log/audit-logs.ts";
import { inPrimarySnapshot } from "../../store/connection/transaction.ts";
import { isOvertaken, lockDelivery, readDeliveries, replayDelivery } from "../../store/notify/deliveries.ts";
import { listChannels, lockChannel } from "../../store/notify/stored-channels.ts";
import { originOf } from "../context.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { deliveryRow } from "./delivery-row.ts";
import { isSeen } from "./seen-channels.ts";

const list = scopedProcedureFor("alert:view")
  .meta({
    rest: {
      method: "GET",
      path: "/alerts/deliveries",
      summary: "Messages on their way to channels, newest first: queued, sent, or dead, and why",
    },
  })
  .input(DeliveryQuerySchema)
  .output(DeliveryListAnswerSchema)
  .query(async ({ ctx: { caller, services }, input: { channelId, state, before, limit } }) => {
    const rows = await inPrimarySnapshot(services.database, async (client) => {
      const seen = (await listChannels(client)).filter((channel) => isSeen(channel, caller.scope));
      const wanted = seen.filter((channel) => channelId === undefined || channel.channelId === channelId);
      const channelIds = wanted.map((channel) => channel.channelId);
      const from = before === undefined ? undefined : BigInt(before);
      return readDeliveries(client, { channelIds, state, before: from, limit: limit + 1 });
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const nextBefore = rows.length > limit && last ? last.seq.toString() : null;
    return { rows: page.map(deliveryRow), nextBefore };
  });

const replay = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/alerts/deliveries/{id}/replay",
      summary: "Send a dead message once more, under its own id",
    },
    audit: { action: "NOTIFICATION_REPLAYED", resourceType: "NOTIFICATION" },
  })
  .input(NotifyIdSchema)
  .output(DeliveryRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => {
      const delivery = await lockDelivery(client, id);
      const channel = delivery && (await lockChannel(client, delivery.channelId));
      if (!channel || !isSeen(channel, ctx.caller.scope)) {
        throw new CostError("NOT_FOUND", `There is no message ${id}.`);
      }
      if (delivery.state !== "dead")
        throw new CostError("CONFLICT", `The message is ${delivery.state}, not dead.`);
      if (channel.disabledReason !== null) {
        throw new CostError(
          "CONFLICT",
          "The channel is switched off. Enable it first: alerts.channels.update.",
        );
      }
      if (await isOvertaken(client, delivery)) {
        throw new CostError("CONFLICT", "There is newer news of this subject: this would be stale.");
      }
      const replayed = await replayDelivery(client, id);
      await insertAudit(client, {
        ...originOf(ctx),
        action: "NOTIFICATION_REPLAYED",
        resourceType: "NOTIFICATION",
        resourceId: id,
        details: { channel: channel.name, subject: delivery.subject },
        status: "SUCCESS",
      });
      return deliveryRow(replayed);
    }),
  );

/** The procedures `alerts.deliveries.…`. */
export const deliveries = { list, replay };
