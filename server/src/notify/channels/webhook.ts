import { createHmac } from "node:crypto";
import { formatInstant, type NotificationMessage } from "@kubecent/shared";
import { fitBody } from "./fit.ts";
import { jsonPost, type News, type Post } from "./news.ts";

// Standard Webhooks 1.0.0 asks for less than 20 kB.
const MOST_BYTES = 19_000;

/** News for a receiver of its own, signed with each of the secrets: two while one takes the other's place. */
export function webhookPost(url: string, secrets: readonly string[], news: News): Post {
  const { id, subject, createdAt, now } = news;
  const write = ([message = news.messages[0]]: readonly NotificationMessage[]): string =>
    JSON.stringify({
      type: message.type,
      timestamp: formatInstant(createdAt),
      data: { id, subject, ...message },
    });
  const body = fitBody(news.messages.slice(0, 1), write, MOST_BYTES);
  const timestamp = Math.floor(now / 1_000).toString();
  return jsonPost(url, body, {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": secrets.map((secret) => signature(secret, `${id}.${timestamp}.${body}`)).join(" "),
  });
}

const PREFIX = "whsec_";

/** `v1,` and the HMAC-SHA256 as base64, as Standard Webhooks 1.0.0 writes it. */
export function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), "base64");
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}
