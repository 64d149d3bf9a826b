import type { ChannelKind, ChannelRow, ChannelTarget } from "@kubecent/shared";
import type { Pace } from "../../store/notify/claim.ts";
import type { ChannelSecrets } from "../secrets/channel-secrets.ts";
import { signingAt } from "../secrets/channel-secrets.ts";
import { alertmanagerPost } from "./alertmanager.ts";
import { googleChatPost } from "./google-chat.ts";
import type { News, Post } from "./news.ts";
import { pagerDutyPost } from "./pagerduty.ts";
import { slackPost } from "./slack.ts";
import { teamsPost } from "./teams.ts";
import { webhookPost } from "./webhook.ts";

/** People read these: they take a message a second, and beyond five a minute nobody reads each. */
const FOR_PEOPLE: Pace = { everyMs: 1_000, digestAbove: 5 };
/** Programs know each piece of news by its key, so each goes out by itself. */
const FOR_PROGRAMS: Pace = { everyMs: 200, digestAbove: null };

const PACES: Readonly<Record<ChannelKind, Pace>> = {
  slack: FOR_PEOPLE,
  teams: FOR_PEOPLE,
  "google-chat": FOR_PEOPLE,
  email: FOR_PEOPLE,
  pagerduty: FOR_PROGRAMS,
  alertmanager: FOR_PROGRAMS,
  webhook: FOR_PROGRAMS,
};

/** How fast a kind of channel may be sent to. */
export function paceOf(kind: ChannelKind): Pace {
  return PACES[kind];
}

/** The request that hands news to a channel; null for mail, which goes another way. */
export function postOf({ target, signing }: ChannelSecrets, news: News): Post | null {
  switch (target.kind) {
    case "slack":
      return slackPost(target.url, news);
    case "teams":
      return teamsPost(target.url, news);
    case "google-chat":
      return googleChatPost(target.url, news);
    case "pagerduty":
      return pagerDutyPost(target, news);
    case "alertmanager":
      return alertmanagerPost(target, news);
    case "webhook":
      return webhookPost(target.url, signing === null ? [] : signingAt(signing, news.now), news);
    case "email":
      return null;
  }
}

/** What of a target may be shown: never an address of a chat, which is its secret. */
export function shownOf(target: ChannelTarget): ChannelRow["shown"] {
  switch (target.kind) {
    case "email":
      return { to: target.to };
    case "pagerduty":
      return { host: new URL(target.url ?? "https://events.pagerduty.com").host };
    case "alertmanager":
      return { host: new URL(target.url).host, ...(target.labels && { labels: target.labels }) };
    case "slack":
    case "teams":
    case "google-chat":
    case "webhook":
      return { host: new URL(target.url).host };
  }
}

/** The address that a target sends to, where it is one of a user's. */
export function urlOf(target: ChannelTarget): string | undefined {
  return "url" in target ? target.url : undefined;
}
