import type { NotificationMessage } from "@kubecent/shared";
import { fitBody, leftLine } from "./fit.ts";
import { headline, jsonPost, type News, type Post, sinceLine } from "./news.ts";

// 28 KB are promised; 21 were measured to be refused already.
const MOST_BYTES = 20_000;
const MOST_LINKS = 6;

/** News as an adaptive card, which Teams Workflows take. Text is in runs, for text blocks read it as Markdown. */
export function teamsPost(url: string, news: News): Post {
  return jsonPost(url, fitBody(news.messages, cardOf, MOST_BYTES));
}

function cardOf(messages: readonly NotificationMessage[], left: number): string {
  const body = messages.flatMap(blocksOf);
  if (left > 0) body.push(run(leftLine(left)));
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.2",
    body,
    actions: actionsOf(messages),
    msteams: { width: "full" },
  };
  return JSON.stringify({
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }],
  });
}

function blocksOf(message: NotificationMessage): object[] {
  const { facts, why, severity, phase } = message;
  const color = phase === "resolved" ? "good" : severity === "critical" ? "attention" : "warning";
  const lines = [...facts.map(({ name, value }) => `${name}: ${value}`), sinceLine(message), why];
  return [
    run(headline(message), { weight: "bolder", size: "medium", color }),
    ...lines.filter((line) => line !== "").map((line) => run(line)),
  ];
}

function run(text: string, look: object = {}): object {
  return { type: "RichTextBlock", inlines: [{ type: "TextRun", text, ...look }] };
}

function actionsOf(messages: readonly NotificationMessage[]): object[] {
  const links = [...new Set(messages.flatMap(({ link }) => link ?? []))].slice(0, MOST_LINKS);
  return links.map((url) => ({ type: "Action.OpenUrl", title: "Open in KubeCent", url }));
}
