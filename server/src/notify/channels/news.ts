import type { Instant, NotificationMessage } from "@kubecent/shared";

/** What goes out at once: one message, or several that came up too fast to be sent one by one. */
export interface News {
  /** The same on every try: receivers know a repeat by it. */
  readonly id: string;
  /** What it is about; of a digest, the channel. */
  readonly subject: string;
  readonly messages: readonly [NotificationMessage, ...NotificationMessage[]];
  /** When it came up. */
  readonly createdAt: Instant;
  /** The time of this try. */
  readonly now: Instant;
}

/** A request that hands news to a receiver. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A post of JSON. */
export function jsonPost(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Post {
  return { url, headers: { "content-type": "application/json", ...headers }, body };
}

/** First words of news: whether it has begun or ended. */
export function headline({ phase, title }: NotificationMessage): string {
  return phase === "resolved" ? `Resolved: ${title}` : title;
}

/** One line over all of what goes out. */
export function summary({ messages }: News): string {
  const [first] = messages;
  return messages.length === 1 ? headline(first) : `${messages.length} messages of KubeCent`;
}

/** Since when, for people. */
export function sinceLine({ since }: NotificationMessage): string {
  return since === "" ? "" : `Since ${since}`;
}
