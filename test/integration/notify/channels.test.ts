import { type ChannelTarget, FULL_SCOPE, type Scope } from "@kubecent/shared";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { type Receiver, startReceiver } from "../../support/receivers.ts";
import { callAs, callerWith, callWith, createTestServices } from "../../support/test-services.ts";
import { startOutbox } from "./outbox-at-work.ts";

const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };
const PAY: Scope = { clusters: ["prod"], namespaces: { prod: ["pay"] } };
const SLACK: ChannelTarget = { kind: "slack", url: "https://hooks.slack.com/services/T0/B0/topsecret" };

let database: TestDatabase;
let services: ApiServices;
let at: Receiver;

beforeAll(async () => {
  database = await createTestDatabase(6);
  services = createTestServices(database, Date.now);
  at = await startReceiver();
});
afterEach(() => database.primary.query("delete from notify_channel"));
afterAll(async () => {
  await at.close();
  await services.audit.refusals.stop();
  await database.drop();
});

const editor = (scope: Scope = FULL_SCOPE) => callWith(callerWith("editor", scope), services);
const everything = async (): Promise<string> => {
  const { rows } = await database.primary.query(
    "select (select jsonb_agg(to_jsonb(c)) from notify_channel c) as channels, (select jsonb_agg(to_jsonb(a)) from audit_logs a) as audits",
  );
  return JSON.stringify(rows);
};

test("the secret of a channel is nowhere to be read again: not in answers, the audit log or the database", async () => {
  const made = await editor().alerts.channels.create({ name: "chat", target: SLACK });
  await editor().alerts.channels.update({ id: made.id, name: "talk" });
  const tested = await editor().alerts.channels.test({ id: made.id });
  const answers = [made, tested, await callAs("viewer", services).alerts.channels.list()];

  expect(made.shown).toEqual({ host: "hooks.slack.com" });
  expect(JSON.stringify(answers)).not.toContain("topsecret");
  expect(await everything()).not.toContain("topsecret");
});

test("a channel's test goes the way of all messages, and says what became of it", async () => {
  const { id, signingSecret } = await editor().alerts.channels.create({
    name: "hook",
    target: { kind: "webhook", url: at.url },
  });
  const outbox = startOutbox(database);
  const sent = await editor().alerts.channels.test({ id });

  await vi.waitFor(async () => {
    const { rows } = await editor().alerts.deliveries.list({ channelId: id });
    expect(rows).toMatchObject([{ id: sent.id, state: "sent", lastStatus: 204, attempts: 1 }]);
  });
  await outbox.stop();
  expect(signingSecret).toMatch(/^whsec_/);
  expect(at.got.at(-1)?.headers["webhook-id"]).toBe(sent.id);
});

test("a rotated secret is told once, and the one before still signs", async () => {
  const { id, signingSecret } = await editor().alerts.channels.create({
    name: "hook",
    target: { kind: "webhook", url: at.url },
  });
  const rotated = await editor().alerts.channels.rotate({ id });
  const outbox = startOutbox(database);
  const before = at.got.length;
  await editor().alerts.channels.test({ id });
  await vi.waitFor(() => expect(at.got.length).toBe(before + 1));
  await outbox.stop();

  expect(rotated.signingSecret).not.toBe(signingSecret);
  expect(String(at.got.at(-1)?.headers["webhook-signature"]).split(" ")).toHaveLength(2);
});

/** The words of a refusal, without the id that was asked for. */
const refusal = async (id: string, ask: (id: string) => Promise<unknown>): Promise<string> =>
  ask(id).then(
    () => "answered",
    (error: unknown) => String(error).replaceAll(id, "ID"),
  );

test("channels of others do not exist: not in lists, and their ids are answered like made-up ones", async () => {
  const shop = await editor(SHOP).alerts.channels.create({ name: "shop", target: SLACK });
  const pay = await editor(PAY).alerts.channels.create({ name: "pay", target: SLACK });
  const all = await editor().alerts.channels.create({ name: "all", target: SLACK });
  const told = await editor(PAY).alerts.channels.test({ id: pay.id });
  await database.primary.query("update notification set state = 'dead'");
  const nobodys = "00000000-0000-4000-8000-000000000000";
  expect((await editor(SHOP).alerts.channels.list()).rows.map(({ id }) => id)).toEqual([shop.id]);
  expect((await editor().alerts.channels.list()).rows).toHaveLength(3);
  expect((await editor(SHOP).alerts.deliveries.list({})).rows).toEqual([]);
  const { channels, deliveries } = editor(SHOP).alerts;
  for (const ask of [channels.test, channels.delete, channels.rotate, channels.update]) {
    for (const theirs of [pay.id, all.id]) {
      const about = await refusal(theirs, (id) => ask({ id }));
      expect(about).toBe(await refusal(nobodys, (id) => ask({ id })));
      expect(about).toContain("There is no channel ID.");
    }
  }
  expect(await refusal(told.id, (id) => deliveries.replay({ id }))).toBe(
    await refusal(nobodys, (id) => deliveries.replay({ id })),
  );
});

test("nobody makes a channel for more than they may change, or hands a team's news to another's", async () => {
  const pay = await editor(PAY).alerts.channels.create({ name: "pay", target: SLACK });
  const shop = await editor().alerts.channels.create({ name: "shop", scope: SHOP, target: SLACK });

  await expect(editor(SHOP).alerts.channels.create({ name: "x", scope: PAY, target: SLACK })).rejects.toThrow(
    "beyond yours",
  );
  await expect(
    editor(SHOP).alerts.channels.create({ name: "x", target: SLACK, fallbackId: pay.id }),
  ).rejects.toThrow("There is no channel");
  await expect(
    editor().alerts.channels.create({ name: "x", scope: PAY, target: SLACK, fallbackId: shop.id }),
  ).rejects.toThrow("whose scope holds all");
  await expect(
    callAs("viewer", services).alerts.channels.create({ name: "x", target: SLACK }),
  ).rejects.toThrow("does not grant alert:edit");
});

test.each([
  "https://169.254.169.254/latest",
  "https://[::1]/",
  "https://0xa9fea9fe/",
  "https://10.0.0.9/",
  "https://user:password@hooks.example.com/",
  "file:///etc/passwd",
  "gopher://hooks.example.com/",
])("%s is refused when the channel is made", async (url) => {
  await expect(
    editor().alerts.channels.create({ name: "x", target: { kind: "teams", url } }),
  ).rejects.toThrow(/target[\s\S]*url/);
});

test("two channels of one scope have two names; the same name may stand for another scope", async () => {
  await editor(SHOP).alerts.channels.create({ name: "chat", target: SLACK });
  await editor(PAY).alerts.channels.create({ name: "chat", target: SLACK });

  await expect(editor(SHOP).alerts.channels.create({ name: "chat", target: SLACK })).rejects.toThrow(
    "channel of this name",
  );
});

test("what was given up is sent once more, unless newer news has overtaken it", async () => {
  const { id } = await editor().alerts.channels.create({
    name: "hook",
    target: { kind: "webhook", url: at.url },
  });
  const { id: messageId } = await editor().alerts.channels.test({ id });
  await expect(editor().alerts.deliveries.replay({ id: messageId })).rejects.toThrow("queued, not dead");
  await database.primary.query("update notification set state = 'dead', phase = 'firing', attempts = 9");

  expect(await editor().alerts.deliveries.replay({ id: messageId })).toMatchObject({
    state: "queued",
    attempts: 0,
  });
  await database.primary.query("update notification set state = 'dead'");
  await database.primary.query(
    `insert into notification (notification_id, channel_id, dedupe_key, subject, phase, message)
     select gen_random_uuid(), channel_id, 'newer', subject, 'resolved', message from notification`,
  );
  await expect(editor().alerts.deliveries.replay({ id: messageId })).rejects.toThrow("newer news");
});

test("a channel that is switched off is not tested, and says why it is off", async () => {
  const { id } = await editor().alerts.channels.create({ name: "chat", target: SLACK });
  const off = await editor().alerts.channels.update({ id, enabled: false });
  await expect(editor().alerts.channels.test({ id })).rejects.toThrow("switched off");

  expect(off).toMatchObject({ enabled: false, disabledReason: "switched_off" });
  expect(await editor().alerts.channels.update({ id, enabled: true })).toMatchObject({ enabled: true });
});
