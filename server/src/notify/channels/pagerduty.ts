import { createHash } from "node:crypto";
import type { NotificationMessage, PagerDutyTarget } from "@kubecent/shared";
import { cutText, fitBody } from "./fit.ts";
import { headline, jsonPost, type News, type Post } from "./news.ts";

const EVENTS_URL = "https://events.pagerduty.com/v2/enqueue";
const SUMMARY_CHARS = 1_024;
const KEY_CHARS = 255;
// 512,000 bytes are taken.
const MOST_BYTES = 500_000;

/** News as an event of PagerDuty, API v2: a repeat has the same key, and opens no second incident. */
export function pagerDutyPost({ url = EVENTS_URL, routingKey }: PagerDutyTarget, news: News): Post {
  const write = ([message = news.messages[0]]: readonly NotificationMessage[]): string =>
    JSON.stringify({
      routing_key: routingKey,
      event_action: message.phase === "resolved" ? "resolve" : "trigger",
      dedup_key: dedupKey(news.subject),
      payload: payloadOf(message),
      ...(message.link !== undefined && { links: [{ href: message.link, text: "Open in KubeCent" }] }),
    });
  return jsonPost(url, fitBody(news.messages.slice(0, 1), write, MOST_BYTES));
}

function payloadOf(message: NotificationMessage): object {
  const { severity, since, labels, facts, why, type } = message;
  return {
    summary: cutText(headline(message), SUMMARY_CHARS),
    source: labels["cluster"] ?? "kubecent",
    severity,
    ...(since !== "" && { timestamp: since }),
    class: type,
    ...(labels["owner"] !== undefined && { group: labels["owner"] }),
    custom_details: { ...Object.fromEntries(facts.map(({ name, value }) => [name, value])), why, labels },
  };
}

function dedupKey(subject: string): string {
  const key = `kubecent/${subject}`;
  return key.length <= KEY_CHARS ? key : `kubecent/${createHash("sha256").update(subject).digest("hex")}`;
}
