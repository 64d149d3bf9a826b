import type { NotificationMessage } from "@kubecent/shared";
import { cutText, fitBody, leftLine } from "./fit.ts";
import { headline, jsonPost, type News, type Post, sinceLine, summary } from "./news.ts";

// A section takes 3,000 characters; whole messages are refused beyond some 13,000, whatever Slack's pages say.
const MOST_BYTES = 12_000;
const SECTION_CHARS = 2_900;
const FALLBACK_CHARS = 500;

/** News as Slack's incoming webhooks take it. */
export function slackPost(url: string, news: News): Post {
  const text = cutEscaped(summary(news), FALLBACK_CHARS);
  const write = (messages: readonly NotificationMessage[], left: number): string => {
    const lines = messages.flatMap((message) => [...linesOf(message), ""]);
    if (left > 0) lines.push(leftLine(left));
    return JSON.stringify({ text, blocks: sections(lines) });
  };
  return jsonPost(url, fitBody(news.messages, write, MOST_BYTES));
}

function linesOf(message: NotificationMessage): string[] {
  const { facts, why, link } = message;
  return [
    `*${cutEscaped(headline(message), 1_000)}*`,
    ...facts.map(({ name, value }) => cutEscaped(`${name}: ${value}`, SECTION_CHARS)),
    cutEscaped(sinceLine(message), 100),
    cutEscaped(why, SECTION_CHARS),
    link === undefined ? "" : `<${escaped(link).replaceAll("|", "%7C")}|Open in KubeCent>`,
  ].filter((line) => line !== "");
}

/** Lines in as few sections as hold them. */
function sections(lines: readonly string[]): object[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    const joined = last === undefined ? line : `${last}\n${line}`;
    if (last === undefined || joined.length > SECTION_CHARS) texts.push(line);
    else texts.splice(-1, 1, joined);
  }
  const full = texts.map((text) => text.trim()).filter((text) => text !== "");
  return full.map((text) => ({ type: "section", text: { type: "mrkdwn", text } }));
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function escaped(text: string): string {
  return text.replaceAll(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
}

/** Escaped, and at most so long then: no entity is cut in two. */
function cutEscaped(text: string, longest: number): string {
  let cut = cutText(text, longest);
  while (escaped(cut).length > longest) cut = cutText(cut, Math.floor(cut.length * 0.8));
  return escaped(cut);
}
