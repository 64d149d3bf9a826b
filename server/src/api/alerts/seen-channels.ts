import { CostError, isScopeWithin, type Scope } from "@kubecent/shared";
import type pg from "pg";
import { lockChannel, type StoredChannel } from "../../store/notify/stored-channels.ts";

/**
 * Whether somebody sees a channel: only who may see all that goes there. One of a wider scope does not exist for them, and
 * its id is answered like one that nobody has.
 */
export function isSeen(channel: Pick<StoredChannel, "scope">, scope: Scope): boolean {
  return isScopeWithin(channel.scope, scope);
}

/** A channel that somebody sees, locked for a change. Throws NOT_FOUND. */
export async function lockSeen(client: pg.PoolClient, id: string, scope: Scope): Promise<StoredChannel> {
  const channel = await lockChannel(client, id);
  if (!channel || !isSeen(channel, scope)) throw noChannel(id);
  return channel;
}

export function noChannel(id: string): CostError {
  return new CostError("NOT_FOUND", `There is no channel ${id}.`);
}
