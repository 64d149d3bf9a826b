import * as fc from "fast-check";
import { expect, test } from "vitest";
import { alertmanagerPost } from "../../../server/src/notify/channels/alertmanager.ts";
import { mailOf } from "../../../server/src/notify/channels/email.ts";
import { googleChatPost } from "../../../server/src/notify/channels/google-chat.ts";
import type { News } from "../../../server/src/notify/channels/news.ts";
import { pagerDutyPost } from "../../../server/src/notify/channels/pagerduty.ts";
import { slackPost } from "../../../server/src/notify/channels/slack.ts";
import { teamsPost } from "../../../server/src/notify/channels/teams.ts";
import { webhookPost } from "../../../server/src/notify/channels/webhook.ts";
import { anyMessage, newsOf } from "./some-news.ts";

const URL_OF = "https://chat.example.com/hook/secret";
const one = anyMessage.map((message) => newsOf(message));
const digest = fc.array(anyMessage, { minLength: 2, maxLength: 200 }).map((messages) => newsOf(...messages));
const SECRET = `whsec_${Buffer.alloc(32, "s").toString("base64")}`;

interface Section {
  readonly text: { readonly text: string };
}

const parsed = (body: string): { blocks: Section[]; text: string } => JSON.parse(body);

function expectFits(news: fc.Arbitrary<News>, body: (news: News) => string, mostBytes: number): void {
  fc.assert(
    fc.property(news, (each) => {
      const text = body(each);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(mostBytes);
      expect(() => JSON.parse(text)).not.toThrow();
      expect(text).toBe(text.toWellFormed());
    }),
  );
}

const PEOPLE: readonly (readonly [string, (news: News) => string, number])[] = [
  ["Slack", (news) => slackPost(URL_OF, news).body, 12_000],
  ["Teams", (news) => teamsPost(URL_OF, news).body, 20_000],
  ["Google Chat", (news) => googleChatPost(URL_OF, news).body, 30_000],
];

test.each(PEOPLE)("%s gets one message that it takes, whatever it tells", (_, body, most) => {
  expect(() => expectFits(one, body, most)).not.toThrow();
});

test.each(PEOPLE)("%s gets a digest that it takes, whatever it tells", (_, body, most) => {
  expect(() => expectFits(digest, body, most)).not.toThrow();
});

test("Slack gets few blocks, each within what a section takes, and no sign of its own unescaped", () => {
  fc.assert(
    fc.property(fc.oneof(one, digest), (news) => {
      const { blocks, text } = parsed(slackPost(URL_OF, news).body);
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(text.length).toBeLessThanOrEqual(3_000);
      for (const block of blocks) {
        expect(block.text.text.length).toBeLessThanOrEqual(3_000);
        const withoutLinks = block.text.text.replaceAll(/<https:[^<>|]*\|Open in KubeCent>/g, "");
        expect(withoutLinks).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      }
    }),
  );
});

const PROGRAMS: readonly (readonly [string, (news: News) => string, number])[] = [
  ["a webhook", (news) => webhookPost(URL_OF, [SECRET], news).body, 20_000],
  ["PagerDuty", (news) => pagerDutyPost({ kind: "pagerduty", routingKey: "key" }, news).body, 512_000],
  ["Alertmanager", (news) => alertmanagerPost({ kind: "alertmanager", url: URL_OF }, news).body, 512_000],
];

test.each(PROGRAMS)("%s gets a message that it takes, whatever it tells", (_, body, most) => {
  expect(() => expectFits(one, body, most)).not.toThrow();
});

test("a mail has a subject of one line, and is not so long that a reader cuts it", () => {
  fc.assert(
    fc.property(fc.oneof(one, digest), (news) => {
      const { subject, html, text } = mailOf(news, "example.com");
      expect(subject).not.toMatch(/\p{Cc}/u);
      expect(subject.length).toBeLessThanOrEqual(200);
      expect(Buffer.byteLength(html)).toBeLessThan(102_000);
      expect(Buffer.byteLength(text)).toBeLessThan(102_000);
    }),
  );
});
