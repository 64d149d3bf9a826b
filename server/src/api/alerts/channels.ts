import {
  ChannelCreateSchema,
  ChannelListAnswerSchema,
  ChannelRowSchema,
  ChannelUpdateSchema,
  ChannelWithSecretSchema,
  CostError,
  DeliveryRowSchema,
  NotifyIdSchema,
} from "@kubecent/shared";
import { refuseScopeBeyond } from "../../auth/access/within.ts";
import { firstSigning, rotated } from "../../notify/secrets/channel-secrets.ts";
import { inPrimarySnapshot } from "../../store/connection/transaction.ts";
import { lockDelivery } from "../../store/notify/deliveries.ts";
import { enqueueNotification } from "../../store/notify/outbox.ts";
import {
  changeChannel,
  createChannel,
  deleteChannel,
  listChannels,
  noteChannel,
} from "../../store/notify/stored-channels.ts";
import { originOf } from "../context.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { changedContent } from "./changed-content.ts";
import { channelRow, checkFallback, newChannelId, sealedTarget, theBox } from "./channel-content.ts";
import { deliveryRow } from "./delivery-row.ts";
import { isSeen, lockSeen } from "./seen-channels.ts";
import { testMessage } from "./test-message.ts";

const create = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/alerts/channels",
      summary:
        "Make a channel that messages go to; the secret that webhooks are signed with is told this once",
    },
    audit: { action: "CHANNEL_CREATED", resourceType: "CHANNEL" },
  })
  .input(ChannelCreateSchema)
  .output(ChannelWithSecretSchema)
  .mutation(async ({ ctx, input: { name, scope = ctx.caller.scope, target, fallbackId = null } }) => {
    refuseScopeBeyond(ctx.caller.scope, scope);
    const channelId = newChannelId();
    const signing = firstSigning(target);
    const sealed = sealedTarget(ctx.services.notify, { channelId, target, signing });
    const content = { ...sealed, name, fallbackId, disabledReason: null };
    return ctx.change(async (client) => {
      await checkFallback(client, { channelId, scope, fallbackId }, ctx.caller.scope);
      const change = { action: "CHANNEL_CREATED", origin: originOf(ctx) };
      const made = await createChannel(client, { channelId, scope, ...content }, change);
      return { ...channelRow(made), signingSecret: signing?.current ?? null };
    });
  });

const list = scopedProcedureFor("alert:view")
  .meta({
    rest: {
      method: "GET",
      path: "/alerts/channels",
      summary: "The channels that messages go to, never their secrets",
    },
  })
  .output(ChannelListAnswerSchema)
  .query(async ({ ctx: { caller, services } }) => {
    const all = await inPrimarySnapshot(services.database, listChannels);
    return { rows: all.filter((channel) => isSeen(channel, caller.scope)).map(channelRow) };
  });

const update = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/alerts/channels/{id}",
      summary: "Change a channel, or switch it off or on; what is left out stays",
    },
    audit: { action: "CHANNEL_CHANGED", resourceType: "CHANNEL" },
  })
  .input(ChannelUpdateSchema)
  .output(ChannelRowSchema)
  .mutation(({ ctx, input }) =>
    ctx.change(async (client) => {
      const channel = await lockSeen(client, input.id, ctx.caller.scope);
      const content = changedContent(ctx.services.notify, channel, input);
      await checkFallback(client, { ...channel, ...content }, ctx.caller.scope);
      const change = { action: "CHANNEL_CHANGED", origin: originOf(ctx) };
      return channelRow(await changeChannel(client, { channelId: channel.channelId, ...content }, change));
    }),
  );

const remove = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "DELETE",
      path: "/alerts/channels/{id}",
      summary: "Delete a channel, and what waits to be sent to it",
    },
    audit: { action: "CHANNEL_DELETED", resourceType: "CHANNEL" },
  })
  .input(NotifyIdSchema)
  .output(ChannelRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => {
      await lockSeen(client, id, ctx.caller.scope);
      return channelRow(
        await deleteChannel(client, id, { action: "CHANNEL_DELETED", origin: originOf(ctx) }),
      );
    }),
  );

const rotate = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/alerts/channels/{id}/secret",
      summary: "A new secret to sign a channel's webhooks with; the one before signs as well for a day",
    },
    audit: { action: "CHANNEL_SECRET_ROTATED", resourceType: "CHANNEL" },
  })
  .input(NotifyIdSchema)
  .output(ChannelWithSecretSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => {
      const channel = await lockSeen(client, id, ctx.caller.scope);
      const box = theBox(ctx.services.notify);
      const { target, signing } = box.open(channel.sealed, id);
      if (signing === null) throw new CostError("CONFLICT", `Channels of kind ${channel.kind} sign nothing.`);
      const next = rotated(signing, ctx.services.now());
      const sealed = box.seal({ channelId: id, target, signing: next });
      const change = { action: "CHANNEL_SECRET_ROTATED", origin: originOf(ctx) };
      const changed = await changeChannel(client, { ...channel, sealed, keyId: box.keyId }, change);
      return { ...channelRow(changed), signingSecret: next.current };
    }),
  );

const test = scopedProcedureFor("alert:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/alerts/channels/{id}/test",
      summary: "Send a test message to a channel; alerts.deliveries tells what became of it",
    },
    audit: { action: "CHANNEL_TESTED", resourceType: "CHANNEL" },
  })
  .input(NotifyIdSchema)
  .output(DeliveryRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => {
      const channel = await lockSeen(client, id, ctx.caller.scope);
      theBox(ctx.services.notify);
      if (channel.disabledReason !== null) {
        throw new CostError(
          "CONFLICT",
          "The channel is switched off. Enable it first: alerts.channels.update.",
        );
      }
      const { notify, now } = ctx.services;
      const news = testMessage({ channel, publicUrl: notify.publicUrl, now: now(), by: ctx.caller.name });
      const queued = await enqueueNotification(client, news);
      const delivery = queued === null ? null : await lockDelivery(client, queued);
      if (!delivery) throw new Error("The test message was not queued");
      await noteChannel(client, channel, { action: "CHANNEL_TESTED", origin: originOf(ctx) });
      return deliveryRow(delivery);
    }),
  );

/** The procedures `alerts.channels.…`. */
export const channels = { create, list, update, delete: remove, rotate, test };
