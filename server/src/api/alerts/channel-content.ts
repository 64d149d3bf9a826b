import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import {
  type ChannelRow,
  type ChannelTarget,
  CostError,
  formatInstant,
  isScopeWithin,
  type Scope,
} from "@kubecent/shared";
import type pg from "pg";
import { shownOf, urlOf } from "../../notify/channels/channel-kinds.ts";
import type { ChannelSecrets, SecretBox } from "../../notify/secrets/channel-secrets.ts";
import type { StoredChannel } from "../../store/notify/stored-channels.ts";
import { placeOf } from "../../notify/sending/guarded-post.ts";
import type { NotifyServices } from "./notify-services.ts";
import { lockSeen } from "./seen-channels.ts";

/** A channel as answers show it. */
export function channelRow(channel: StoredChannel): ChannelRow {
  const { channelId, name, kind, scope, shown, fallbackId, disabledReason, createdBy } = channel;
  return {
    id: channelId,
    name,
    kind,
    scope,
    shown,
    fallbackId,
    enabled: disabledReason === null,
    disabledReason,
    createdAt: formatInstant(channel.createdAt.getTime()),
    createdBy,
    changedAt: formatInstant(channel.changedAt.getTime()),
  };
}

export const newChannelId = randomUUID;

/** The box of secrets. Throws where this process has no key for it. */
export function theBox({ box }: NotifyServices): SecretBox {
  if (box) return box;
  throw new CostError(
    "NOT_IMPLEMENTED",
    "There is no key for the secrets of channels. Ask your operator to set NOTIFY_KEY_FILE for all processes.",
  );
}

/** What is stored of a target. Throws VALIDATION_FAILED for one that could never be sent to. */
export function sealedTarget(
  services: NotifyServices,
  secrets: ChannelSecrets,
): Pick<StoredChannel, "kind" | "shown" | "sealed" | "keyId"> {
  const { target } = secrets;
  refuseUnreachable(target, services);
  const box = theBox(services);
  return { kind: target.kind, shown: shownOf(target), sealed: box.seal(secrets), keyId: box.keyId };
}

/** Names are judged when they are looked up, at each try: what can be said now is said now. */
function refuseUnreachable(target: ChannelTarget, { rule, allowsNetworks, hasMail }: NotifyServices): void {
  if (target.kind === "email" && !hasMail) {
    throw refused("target.kind", "there is no mail server: ask your operator to set SMTP_URL");
  }
  const text = urlOf(target);
  if (text === undefined) return;
  const place = placeOf(text);
  const isLiteral = isIP(place.host) !== 0;
  if (rule(isLiteral ? place.host : ANY_PUBLIC, place) || (!isLiteral && allowsNetworks)) return;
  throw refused(
    "target.url",
    "must be a public address with https at port 443, or a place that your operator allows (NOTIFY_ALLOW)",
  );
}

/** Stands for what a name may lead to. */
const ANY_PUBLIC = "1.1.1.1";

function refused(field: string, message: string): CostError {
  return new CostError("VALIDATION_FAILED", `${field}: ${message}`, {
    details: [{ field, message, type: "channel_target" }],
  });
}

/** Checks the channel that takes what another one does not. Throws where it would show more than its readers may see. */
export async function checkFallback(
  client: pg.PoolClient,
  { fallbackId, channelId, scope }: Pick<StoredChannel, "fallbackId" | "channelId" | "scope">,
  callerScope: Scope,
): Promise<void> {
  if (fallbackId === null) return;
  if (fallbackId === channelId) throw refused("fallbackId", "must be another channel");
  const fallback = await lockSeen(client, fallbackId, callerScope);
  if (!isScopeWithin(scope, fallback.scope)) {
    throw refused("fallbackId", "must be a channel whose scope holds all of this one's");
  }
}
