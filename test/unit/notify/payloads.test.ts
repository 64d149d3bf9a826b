import { expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import { alertmanagerPost } from "../../../server/src/notify/channels/alertmanager.ts";
import { mailOf } from "../../../server/src/notify/channels/email.ts";
import { pagerDutyPost } from "../../../server/src/notify/channels/pagerduty.ts";
import { slackPost } from "../../../server/src/notify/channels/slack.ts";
import { signature, webhookPost } from "../../../server/src/notify/channels/webhook.ts";
import { rotated, signingAt } from "../../../server/src/notify/secrets/channel-secrets.ts";
import { MESSAGE, newsOf } from "./some-news.ts";

const RESOLVED = { ...MESSAGE, phase: "resolved" as const };
const URL_OF = "https://hooks.example.com/x";

test("a message says what, how much, since when, why, and where to look", () => {
  const { body } = slackPost(URL_OF, newsOf(MESSAGE));

  for (const told of [MESSAGE.title, "spent: 812.40 USD", "Since 2026-11-21T14:00:00Z", MESSAGE.why]) {
    expect(body).toContain(told);
  }
  expect(body).toContain("<https://kubecent.example.com/?namespace=shop&amp;window=30d|Open in KubeCent>");
});

test("a name cannot mention a whole channel of Slack", () => {
  const { body } = slackPost(URL_OF, newsOf({ ...MESSAGE, title: "<!channel> & <https://evil|here>" }));

  expect(body).toContain("&lt;!channel&gt; &amp; &lt;https://evil|here&gt;");
});

test("PagerDuty gets the same key for the beginning and the end", () => {
  const target = { kind: "pagerduty", routingKey: "R" } as const;
  const begun: Record<string, unknown> = JSON.parse(pagerDutyPost(target, newsOf(MESSAGE)).body);
  const ended: Record<string, unknown> = JSON.parse(pagerDutyPost(target, newsOf(RESOLVED)).body);

  expect(begun).toMatchObject({
    routing_key: "R",
    event_action: "trigger",
    dedup_key: "kubecent/budget/shop/spent/0.8",
  });
  expect(ended).toMatchObject({ event_action: "resolve", dedup_key: begun["dedup_key"] });
});

test("a long subject makes a key that PagerDuty takes, and another subject another key", () => {
  const target = { kind: "pagerduty", routingKey: "R" } as const;
  const keyOf = (subject: string): string =>
    JSON.parse(pagerDutyPost(target, { ...newsOf(MESSAGE), subject }).body).dedup_key;

  expect(keyOf("x".repeat(400)).length).toBeLessThanOrEqual(255);
  expect(keyOf("x".repeat(400))).not.toBe(keyOf("x".repeat(401)));
});

interface Alert {
  readonly labels: Record<string, string>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
}

test("Alertmanager gets one identity for the beginning and the end, and times in their order", () => {
  const target = { kind: "alertmanager", url: "https://am.example.com/", labels: { env: "prod" } } as const;
  const alertOf = (message: typeof MESSAGE): Alert =>
    JSON.parse(alertmanagerPost(target, newsOf(message)).body)[0];
  const begun = alertOf(MESSAGE);
  const ended = alertOf(RESOLVED);

  expect(alertmanagerPost(target, newsOf(MESSAGE)).url).toBe("https://am.example.com/api/v2/alerts");
  expect(begun.labels).toEqual({
    alertname: "KubeCentBudgetThreshold",
    severity: "warning",
    budget: "shop",
    owner: "team-shop",
    env: "prod",
  });
  expect(ended.labels).toEqual(begun.labels);
  expect([begun.startsAt, begun.endsAt]).toEqual(["2026-11-21T14:00:00Z", "2026-11-21T15:13:00Z"]);
  expect([ended.startsAt, ended.endsAt]).toEqual(["2026-11-21T14:00:00Z", "2026-11-21T15:00:00Z"]);
  expect(begun.generatorURL).toBe(MESSAGE.link);
});

test("a mail holds nothing of a name as HTML, and has the same id on every try", () => {
  const news = newsOf({ ...MESSAGE, title: '<img src=x onerror="1">\r\nBcc: eve@example.com' });
  const mail = mailOf(news, "example.com");

  expect(mail.html).not.toContain("<img");
  expect(mail.subject).not.toMatch(/[\r\n]/);
  expect(mail.messageId).toBe(mailOf(news, "example.com").messageId);
});

// The vector that Standard Webhooks publishes.
test("a webhook is signed as the standard's own vector says", () => {
  const body = '{"test": 2432232314}';
  const published = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  expect(signature(published, `msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.${body}`)).toBe(
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
});

test("receivers with the old and with the new secret take a webhook while one takes the other's place", () => {
  const now = Date.now();
  const first = { current: `whsec_${Buffer.alloc(32, "a").toString("base64")}`, previous: null };
  const second = rotated(first, now);
  const { body, headers } = webhookPost(URL_OF, signingAt(second, now), { ...newsOf(MESSAGE), now });
  const late = webhookPost(URL_OF, signingAt(second, now + 86_400_001), { ...newsOf(MESSAGE), now });

  for (const secret of [first.current, second.current]) {
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: MESSAGE.type });
  }
  expect(() => new Webhook(second.current).verify(`${body} `, headers)).toThrow("No matching signature");
  expect(() => new Webhook(second.current).verify(body, { ...headers, "webhook-id": "other" })).toThrow(
    "No matching signature",
  );
  expect(() => new Webhook(first.current).verify(late.body, { ...late.headers })).toThrow(
    "No matching signature",
  );
});
