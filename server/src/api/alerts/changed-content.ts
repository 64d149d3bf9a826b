import type { ChannelTarget, ChannelUpdate } from "@kubecent/shared";
import { firstSigning, type SigningSecrets } from "../../notify/secrets/channel-secrets.ts";
import type { ChannelContent, StoredChannel } from "../../store/notify/stored-channels.ts";
import { sealedTarget, theBox } from "./channel-content.ts";
import type { NotifyServices } from "./notify-services.ts";

/** What stands where somebody has switched a channel off. */
const BY_HAND = "switched_off";

/** What a channel holds after a change; what the change leaves out stays. */
export function changedContent(
  services: NotifyServices,
  channel: StoredChannel,
  { name = channel.name, target, fallbackId = channel.fallbackId, enabled }: ChannelUpdate,
): ChannelContent {
  const { kind, shown, sealed, keyId } = channel;
  const own = target ? withTarget(services, channel, target) : { kind, shown, sealed, keyId };
  return { ...own, name, fallbackId, disabledReason: reasonAfter(channel, enabled) };
}

function reasonAfter({ disabledReason }: StoredChannel, enabled: boolean | undefined): string | null {
  if (enabled === undefined) return disabledReason;
  return enabled ? null : BY_HAND;
}

function withTarget(services: NotifyServices, channel: StoredChannel, target: ChannelTarget) {
  const { channelId } = channel;
  const signing = firstSigning(target) && keptSigning(services, channel, target);
  return sealedTarget(services, { channelId, target, signing });
}

/** A webhook that moves keeps its signing secret unless it is given another. */
function keptSigning(
  services: NotifyServices,
  { sealed, channelId, kind }: StoredChannel,
  target: ChannelTarget,
): SigningSecrets | null {
  const isGiven = target.kind === "webhook" && target.secret !== undefined;
  if (isGiven || kind !== "webhook") return firstSigning(target);
  return theBox(services).open(sealed, channelId).signing;
}
