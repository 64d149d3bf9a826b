import { CostError, isScopeWithin, type Scope } from "@kubecent/shared";
import type pg from "pg";
import { listChannels } from "../../store/notify/stored-channels.ts";

/** Something that names channels. */
interface NamesChannels {
  /** What its news is about. */
  readonly scope: Scope;
  readonly channels: readonly string[];
}

/** Channels are ones that whoever names them sees, and that may see all of the news. Throws VALIDATION_FAILED. */
export async function checkChannels(
  client: pg.PoolClient,
  { scope, channels }: NamesChannels,
  own: Scope,
): Promise<void> {
  if (channels.length === 0) return;
  const seen = (await listChannels(client)).filter((channel) => isScopeWithin(channel.scope, own));
  for (const id of channels) {
    const channel = seen.find(({ channelId }) => channelId === id);
    if (channel && isScopeWithin(scope, channel.scope)) continue;
    const message = channel
      ? `the scope of the channel ${channel.name} does not hold all of what it is told`
      : `there is no channel ${id}`;
    throw new CostError("VALIDATION_FAILED", `channels: ${message}`, {
      details: [{ field: "channels", message, type: "channel" }],
    });
  }
}
