import { isScopeWithin, type NotificationMessage } from "@kubecent/shared";
import type pg from "pg";
import type { EndedCrossing } from "../../store/budgets/crossings.ts";
import { muteBudget, type StoredBudget } from "../../store/budgets/stored-budgets.ts";
import { enqueueNotification } from "../../store/notify/outbox.ts";
import { listChannels, type StoredChannel } from "../../store/notify/stored-channels.ts";
import { mayStillSee } from "../alerts/maker-rights.ts";
import type { ApiServices } from "../context.ts";
import { endedMessage, subjectOf } from "./budget-news.ts";

/** Programs that show news for as long as it holds, and have to be told its end. */
const TOLD_ENDS: ReadonlySet<string> = new Set(["alertmanager", "pagerduty", "webhook"]);

/**
 * The channels that a budget's news goes to: none where its maker may not see all of it any more. That is told once, to where each
 * channel's own news goes that could not be sent, and stands in the audit log.
 */
export async function channelsToTell(
  client: pg.PoolClient,
  services: ApiServices,
  budget: StoredBudget,
): Promise<StoredChannel[]> {
  const isSeen = await mayStillSee(client, budget, services.makers);
  const origin = { writer: services.database.auditWriter, userId: "system:budgets" };
  if (isSeen) {
    if (budget.mutedAt) await muteBudget(client, budget, { isMuted: false, origin });
    return channelsOf(client, budget);
  }
  if (!budget.mutedAt) {
    await muteBudget(client, budget, { isMuted: true, origin });
    await tellMuted(client, budget, services);
  }
  return [];
}

async function tellMuted(client: pg.PoolClient, budget: StoredBudget, { now }: ApiServices): Promise<void> {
  const all = await listChannels(client);
  const named = all.filter(({ channelId }) => budget.content.channels.includes(channelId));
  const wanted = new Set(named.flatMap(({ fallbackId }) => fallbackId ?? []));
  const subject = `budget/${budget.budgetId}/${budget.revision}/muted`;
  for (const { channelId, scope } of all) {
    if (!wanted.has(channelId) || !isScopeWithin(budget.scope, scope)) continue;
    const message = mutedMessage(budget, new Date(now()).toISOString());
    await enqueueNotification(client, { channelId, subject, dedupeKey: subject, message });
  }
}

function mutedMessage({ name, maker, content }: StoredBudget, since: string): NotificationMessage {
  return {
    type: "budget.muted",
    phase: "info",
    severity: "warning",
    title: `The budget ${name} is not told any more`.slice(0, 300),
    facts: [{ name: "made by", value: (maker?.name ?? "unknown").slice(0, 500) }],
    why: "Its maker may not see all of it any more. Somebody who may has to set it again, or delete it.",
    since,
    labels: { budget: name, ...(content.owner !== undefined && { owner: content.owner }) },
  };
}

/** Tells programs the end of what they show. */
export async function tellEnds(
  client: pg.PoolClient,
  budget: StoredBudget,
  ended: readonly EndedCrossing[],
): Promise<void> {
  if (ended.length === 0) return;
  const channels = (await channelsOf(client, budget)).filter(({ kind }) => TOLD_ENDS.has(kind));
  for (const crossing of ended) {
    const subject = subjectOf(budget, crossing);
    for (const { channelId } of channels) {
      const message = endedMessage(budget, crossing);
      await enqueueNotification(client, { channelId, subject, dedupeKey: `${subject}/resolved`, message });
    }
  }
}

/** The budget's channels that may see it at this moment: the scope of one may have been another when it was named. */
async function channelsOf(client: pg.PoolClient, { content, scope }: StoredBudget): Promise<StoredChannel[]> {
  const all = await listChannels(client);
  return all.filter(
    (channel) => content.channels.includes(channel.channelId) && isScopeWithin(scope, channel.scope),
  );
}
