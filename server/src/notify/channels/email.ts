import { createHash } from "node:crypto";
import type { NotificationMessage } from "@kubecent/shared";
import { cutText, fitBody, leftLine } from "./fit.ts";
import { headline, type News, sinceLine, summary } from "./news.ts";

/** A mail before it has recipients. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same on every try. */
  readonly messageId: string;
  /** Mails of one subject are shown as one conversation. */
  readonly references: string;
}

// Gmail cuts what is longer than 102 kB.
const MOST_BYTES = 90_000;
const SUBJECT_CHARS = 200;

/** News as a mail, with a plain twin. `domain` is that of the sender. */
export function mailOf(news: News, domain: string): Mail {
  return {
    subject: cutText(`[KubeCent] ${summary(news)}`.replaceAll(/\p{Cc}+/gu, " "), SUBJECT_CHARS),
    text: fitBody(news.messages, textOf, MOST_BYTES),
    html: fitBody(news.messages, htmlOf, MOST_BYTES),
    messageId: `<${news.id}@${domain}>`,
    references: `<${createHash("sha256").update(news.subject).digest("hex").slice(0, 40)}@${domain}>`,
  };
}

function linesOf(message: NotificationMessage): string[] {
  const facts = message.facts.map(({ name, value }) => `${name}: ${value}`);
  return [...facts, sinceLine(message), message.why].filter((line) => line !== "");
}

function textOf(messages: readonly NotificationMessage[], left: number): string {
  const parts = messages.map((message) =>
    [headline(message), ...linesOf(message), message.link ?? ""].filter((line) => line !== "").join("\n"),
  );
  return [...parts, ...(left > 0 ? [leftLine(left)] : [])].join("\n\n");
}

function htmlOf(messages: readonly NotificationMessage[], left: number): string {
  const parts = messages.map((message) => {
    const lines = linesOf(message).map((line) => `<p style="margin:4px 0">${escaped(line)}</p>`);
    const link =
      message.link === undefined ? "" : `<p><a href="${escaped(message.link)}">Open in KubeCent</a></p>`;
    return `<h3 style="margin:16px 0 4px">${escaped(headline(message))}</h3>${lines.join("")}${link}`;
  });
  const rest = left > 0 ? `<p>${escaped(leftLine(left))}</p>` : "";
  return `<div style="font-family:sans-serif;max-width:600px">${parts.join("")}${rest}</div>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
