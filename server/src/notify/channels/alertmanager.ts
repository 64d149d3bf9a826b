import {
  type AlertmanagerTarget,
  formatInstant,
  type Instant,
  MINUTE_MS,
  type NotificationMessage,
} from "@kubecent/shared";
import { headline, jsonPost, type News, type Post } from "./news.ts";

/** How often an alert that stands is sent again; Alertmanager forgets it after three times that. */
export const REPEAT_EVERY_MS = 4 * MINUTE_MS;
/** How long the end of an alert is sent again. */
export const REPEAT_END_FOR_MS = 5 * MINUTE_MS;
/** How long news stays that has no end. */
const INFO_FOR_MS = 60 * MINUTE_MS;

/** News as alerts of Alertmanager, API v2. Labels are an alert's identity: its end has the same ones. */
export function alertmanagerPost(target: AlertmanagerTarget, news: News): Post {
  const alerts = news.messages.map((message) => alertOf(message, target, news));
  const { bearerToken } = target;
  const headers = bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` };
  return jsonPost(`${target.url.replace(/\/+$/, "")}/api/v2/alerts`, JSON.stringify(alerts), headers);
}

function alertOf(
  message: NotificationMessage,
  { labels: own = {} }: AlertmanagerTarget,
  { createdAt, now }: News,
): object {
  const { type, severity, labels, facts, why, link } = message;
  const endsAt = endOf(message, createdAt, now);
  const since = Date.parse(message.since);
  const startsAt = Math.min(Number.isNaN(since) ? createdAt : since, endsAt - 1_000);
  return {
    labels: withoutEmpty({ alertname: alertName(type), severity, ...labels, ...own }),
    annotations: withoutEmpty({
      summary: headline(message),
      description: [...facts.map(({ name, value }) => `${name}: ${value}`), why].join("\n"),
    }),
    startsAt: formatInstant(startsAt),
    endsAt: formatInstant(endsAt),
    ...(link !== undefined && { generatorURL: link }),
  };
}

function endOf({ phase }: NotificationMessage, createdAt: Instant, now: Instant): Instant {
  if (phase === "resolved") return Math.min(createdAt, now);
  return phase === "info" ? createdAt + INFO_FOR_MS : now + 3 * REPEAT_EVERY_MS;
}

/** `budget.threshold` is KubeCentBudgetThreshold. */
function alertName(type: string): string {
  const words = type.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `KubeCent${words.join("")}`;
}

/** Alertmanager takes an empty label for none, and would refuse an alert of empty ones alone. */
function withoutEmpty(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
}
