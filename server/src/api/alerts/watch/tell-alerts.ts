import { createHash } from "node:crypto";
import {
  type AlertRouteContent,
  formatInstant,
  isScopeWithin,
  MOST_FACTS,
  type NotificationFact,
  type NotificationMessage,
} from "@kubecent/shared";
import { AlertRouteContentSchema, AlertRuleContentSchema } from "@kubecent/shared";
import type pg from "pg";
import { isMatch } from "../../../domain/alerts/match.ts";
import { listDefinitions, muteRule, type StoredDefinition } from "../../../store/alerts/definitions.ts";
import { forgetAlerts, type FoundAlert, listAlerts } from "../../../store/alerts/states.ts";
import { enqueueNotification } from "../../../store/notify/outbox.ts";
import { listChannels, type StoredChannel } from "../../../store/notify/stored-channels.ts";
import type { ApiServices } from "../../context.ts";
import { mayStillSee } from "../maker-rights.ts";
import type { ReadRule } from "./observed.ts";

/** Something of an alert that is to be told. */
export interface AlertNews {
  readonly rule: ReadRule;
  readonly alert: FoundAlert;
  readonly news: "fired" | "repeated" | "resolved";
}

/** Programs show each alert by itself, and for as long as it holds; people are told those of one group together. */
const PROGRAMS: ReadonlySet<string> = new Set(["alertmanager", "pagerduty", "webhook"]);

/** Tells news in the transaction of what it tells of: to a rule's own channels, else to those of the first route that takes it. */
export async function tellAlerts(client: pg.PoolClient, all: readonly AlertNews[]): Promise<void> {
  if (all.length === 0) return;
  const channels = await listChannels(client);
  const routes = await readRoutes(client);
  const told = new Map<
    string,
    { readonly channel: StoredChannel; readonly news: AlertNews[]; readonly group: string }
  >();
  for (const news of all) {
    const { ids, groupBy } = placesOf(news, routes);
    for (const channel of channels) {
      if (!ids.includes(channel.channelId) || !isScopeWithin(news.alert.scope, channel.scope)) continue;
      const group = PROGRAMS.has(channel.kind)
        ? `${news.alert.ruleId} ${news.alert.series}`
        : groupText(news, groupBy);
      const key = JSON.stringify([channel.channelId, group, news.news === "resolved"]);
      const known = told.get(key);
      if (known) known.news.push(news);
      else told.set(key, { channel, news: [news], group });
    }
  }
  for (const { channel, news, group } of told.values()) {
    const [first, ...others] = news;
    if (first) await enqueue(client, { channel, group, news: [first, ...others] });
  }
}

interface RouteTaken {
  readonly ids: readonly string[];
  readonly groupBy: readonly string[];
}

interface ReadRoute extends AlertRouteContent {
  readonly scope: StoredDefinition["scope"];
}

/** Those without a matcher come last: they take what no other route takes. */
async function readRoutes(client: pg.PoolClient): Promise<ReadRoute[]> {
  const routes = (await listDefinitions(client, "route")).map(({ content, scope }) => ({
    ...AlertRouteContentSchema.parse(content),
    scope,
  }));
  const isDefault = ({ match }: ReadRoute): number => Number(Object.keys(match).length === 0);
  return routes.toSorted((a, b) => isDefault(a) - isDefault(b) || a.position - b.position);
}

function placesOf({ rule, alert }: AlertNews, routes: readonly ReadRoute[]): RouteTaken {
  const { channels } = rule.content;
  if (channels.length > 0) return { ids: channels, groupBy: ["rule"] };
  const route = routes.find(
    ({ match, scope }) => isScopeWithin(alert.scope, scope) && isMatch(match, alert.labels),
  );
  return route ? { ids: route.channels, groupBy: route.groupBy } : { ids: [], groupBy: [] };
}

function groupText({ alert }: AlertNews, groupBy: readonly string[]): string {
  return JSON.stringify(groupBy.map((name) => alert.labels[name] ?? ""));
}

interface Told {
  readonly channel: StoredChannel;
  readonly group: string;
  readonly news: readonly [AlertNews, ...AlertNews[]];
}

/**
 * One subject for each thing where programs are told, and for the things of one message where people are: newer news of a subject makes the
 * older stale, and news of some of a group says nothing of the others.
 */
async function enqueue(
  client: pg.PoolClient,
  { channel: { channelId, kind }, group, news }: Told,
): Promise<void> {
  const [first] = news;
  const { ruleId, series } = first.alert;
  const isAlone = PROGRAMS.has(kind);
  const things = news.map(({ alert }) => `${alert.ruleId} ${alert.series}`).toSorted();
  const subject = isAlone ? `alert/${ruleId}/${series}` : `alerts/${hash(JSON.stringify([group, things]))}`;
  const phase = first.news === "resolved" ? "resolved" : "firing";
  const dedupeKey = `${isAlone ? subject : `${subject}/${hash(news.map(keyOf).join())}`}/${isAlone ? keyOf(first) : phase}`;
  await enqueueNotification(client, { channelId, subject, dedupeKey, message: messageOf(news, phase) });
}

/** Of each telling, so that one that was queued before is not queued again. */
function keyOf({ rule: { definition }, alert, news }: AlertNews): string {
  return `${alert.ruleId}/${definition.revision}/${alert.series}/${alert.since}/${news}/${alert.times}`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function messageOf(news: Told["news"], phase: "firing" | "resolved"): NotificationMessage {
  const [first, ...others] = news;
  const { alert, rule } = first;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const ended = phase === "resolved" ? "Over: " : "";
  return {
    type: `alert.${rule.content.when.kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
    phase,
    severity: mostSevere(news),
    title: `${ended}${alert.title}`.slice(0, 300 - more.length) + more,
    facts: factsOf(news).slice(0, MOST_FACTS),
    why: `The rule ${rule.definition.name}${rule.content.forHours > 0 ? `, which waits ${rule.content.forHours} hours,` : ""} looks at ${rule.content.when.kind}.`,
    since: formatInstant(alert.since),
    labels: others.length === 0 ? alert.labels : commonLabels(news),
  };
}

function factsOf([first, ...others]: Told["news"]): NotificationFact[] {
  if (others.length === 0) return [...first.alert.facts];
  return [first, ...others].map(({ alert }, index) => ({
    name: `${index + 1}`,
    value: alert.title.slice(0, 500),
  }));
}

function mostSevere(news: Told["news"]): NotificationMessage["severity"] {
  const all = new Set(news.map(({ rule }) => rule.content.severity));
  return (["critical", "warning"] as const).find((each) => all.has(each)) ?? "info";
}

function commonLabels([first, ...others]: Told["news"]): Record<string, string> {
  const labels = Object.entries(first.alert.labels);
  return Object.fromEntries(
    labels.filter(([name, value]) => others.every(({ alert }) => alert.labels[name] === value)),
  );
}

/** A rule was changed or is going away: programs are told that what it has found is over, and it is forgotten. */
export async function tellRuleEnds(client: pg.PoolClient, definition: StoredDefinition): Promise<void> {
  const content = AlertRuleContentSchema.parse(definition.content);
  const found = (await listAlerts(client)).filter(({ ruleId }) => ruleId === definition.definitionId);
  const firing = found.filter(({ phase, toldAt }) => phase === "firing" && toldAt !== null);
  const news = firing.map((alert) => ({ rule: { definition, content }, alert, news: "resolved" as const }));
  await tellAlerts(client, news);
  await forgetAlerts(client, found);
}

/**
 * Whether a rule's news is sent: not where its maker may not see all of it any more, as with budgets. It goes on being looked at, and
 * the audit log says since when it is not told.
 */
export async function isToldStill(
  client: pg.PoolClient,
  services: ApiServices,
  rule: StoredDefinition,
): Promise<boolean> {
  const origin = { writer: services.database.auditWriter, userId: "system:alerts" };
  const isSeen = await mayStillSee(client, rule, services.makers);
  const isMuted = rule.mutedAt !== null;
  if (isSeen === isMuted) await muteRule(client, rule, { isMuted: !isSeen, origin });
  return isSeen;
}
