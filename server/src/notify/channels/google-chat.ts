import { createHash } from "node:crypto";
import type { NotificationMessage } from "@kubecent/shared";
import { cutText, fitBody, leftLine } from "./fit.ts";
import { headline, jsonPost, type News, type Post, sinceLine, summary } from "./news.ts";

// 32,000 bytes are taken.
const MOST_BYTES = 30_000;

/** News as a card of Google Chat, in one thread for each subject. */
export function googleChatPost(url: string, news: News): Post {
  const fallbackText = cutText(summary(news), 300);
  const threadKey = createHash("sha256").update(news.subject).digest("base64url");
  const write = (messages: readonly NotificationMessage[], left: number): string => {
    const sections = messages.map(sectionOf);
    if (left > 0) sections.push({ widgets: [paragraph(leftLine(left))] });
    const card = { header: { title: cutText(summary(news), 200), subtitle: "KubeCent" }, sections };
    return JSON.stringify({ fallbackText, thread: { threadKey }, cardsV2: [{ cardId: "news", card }] });
  };
  return jsonPost(inThread(url), fitBody(news.messages, write, MOST_BYTES));
}

function inThread(url: string): string {
  const place = new URL(url);
  place.searchParams.set("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
  return place.href;
}

function sectionOf(message: NotificationMessage): { widgets: object[] } {
  const { facts, why, link } = message;
  const rows = facts.map(({ name, value }) => ({
    decoratedText: { topLabel: escaped(name), text: escaped(value), wrapText: true },
  }));
  const texts = [sinceLine(message), why].filter((text) => text !== "").map(paragraph);
  const buttons =
    link === undefined
      ? []
      : [{ buttonList: { buttons: [{ text: "Open in KubeCent", onClick: { openLink: { url: link } } }] } }];
  return { widgets: [paragraph(headline(message)), ...rows, ...texts, ...buttons] };
}

function paragraph(text: string): object {
  return { textParagraph: { text: escaped(text) } };
}

/** Text of widgets is read as HTML. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
