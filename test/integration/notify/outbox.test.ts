import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { claimDue } from "../../../server/src/store/notify/claim.ts";
import { enqueueNotification } from "../../../server/src/store/notify/outbox.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { type Receiver, startReceiver } from "../../support/receivers.ts";
import { MESSAGE } from "../../unit/notify/some-news.ts";
import { createSecretBox } from "../../../server/src/notify/secrets/channel-secrets.ts";
import { LOCAL_RULE, type RunningOutbox, startOutbox } from "./outbox-at-work.ts";
import { becomes, hurry, makeChannel, tell } from "./told-news.ts";

let database: TestDatabase;
const open: (RunningOutbox["stop"] | Receiver["close"])[] = [];

beforeAll(async () => {
  database = await createTestDatabase(8);
});
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
  await database.primary.query("delete from notify_channel");
});
afterAll(() => database.drop());

async function receiver(...from: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...from);
  open.push(started.close);
  return started;
}

function outbox(choice: Parameters<typeof startOutbox>[1] = {}): RunningOutbox {
  const started = startOutbox(database, choice);
  open.push(started.stop);
  return started;
}

const webhookTo = (url: string, fallbackId?: string): Promise<string> =>
  makeChannel(database, { target: { kind: "webhook", url }, ...(fallbackId && { fallbackId }) });
/** Waits, and lets each failure be tried again at once meanwhile. */
const hurriedUntil = (check: () => unknown): Promise<void> =>
  vi.waitFor(async () => {
    await hurry(database);
    await check();
  });
const isBeginning = (body: string): boolean => JSON.parse(body).data.phase === "firing";
const isTaken = (phase: string): boolean => phase !== "firing";
const phases = ({ got }: Receiver): string[] => got.map(({ body }) => JSON.parse(body).data.phase);
const subjects = ({ got }: Receiver): string[] => got.map(({ body }) => JSON.parse(body).data.subject);

test("news of a change that is rolled back is never sent, and that of one that is made is", async () => {
  const at = await receiver();
  const channelId = await webhookTo(at.url);
  const news = { channelId, message: MESSAGE, dedupeKey: "one", subject: "rolled back" };
  await inTransaction(database, async (client) => {
    await enqueueNotification(client, news);
    throw new Error("the change fails");
  }).catch(() => undefined);
  await inTransaction(database, (client) => enqueueNotification(client, { ...news, subject: "made" }));

  outbox();
  await vi.waitFor(() => expect(at.got).toHaveLength(1));

  expect(subjects(at)).toEqual(["made"]);
});

test("the same news is queued once, however often it is told", async () => {
  const channelId = await webhookTo("http://127.0.0.1:1");
  const news = { channelId, message: MESSAGE, dedupeKey: "once", subject: "s" };
  const ids = await inTransaction(database, async (client) => [
    await enqueueNotification(client, news),
    await enqueueNotification(client, news),
  ]);

  expect(ids).toEqual([expect.any(String), null]);
});

test("what fails is sent again under the same id, until it arrives", async () => {
  const at = await receiver((number, response) => void response.writeHead(number < 3 ? 500 : 200).end());
  const id = await tell(database, await webhookTo(at.url), "again");
  outbox();

  await hurriedUntil(async () =>
    expect(await becomes(database, id)).toMatchObject({ state: "sent", attempts: 3 }),
  );
  expect(new Set(at.got.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([id]));
});

test("tries that were killed are not tries that failed: the first real failure is not the last one", async () => {
  const at = await receiver((number, response) => void response.writeHead(number === 1 ? 500 : 200).end());
  const channelId = await webhookTo(at.url);
  const id = await tell(database, channelId, "s");
  const rules = { paceOf: () => ({ everyMs: 0, digestAbove: null }), claimForMs: 0 };
  for (let kill = 0; kill < 12; kill += 1) expect(await claimDue(database, rules)).not.toBeNull();
  outbox();

  await hurriedUntil(async () =>
    expect(await becomes(database, id)).toMatchObject({ state: "sent", attempts: 2 }),
  );
});

test("a connection that is cut, and one that hangs, are failures that say so", async () => {
  const cut = await receiver((_, response) => void response.destroy());
  const hangs = await receiver(() => undefined);
  const cutId = await tell(database, await webhookTo(cut.url), "cut");
  const hangsId = await tell(database, await webhookTo(hangs.url), "hangs");
  outbox({ posting: { rule: LOCAL_RULE, timeoutMs: 300 } });

  await vi.waitFor(async () => {
    expect(await becomes(database, cutId)).toMatchObject({
      state: "queued",
      last_error: "connection_failed",
    });
    expect(await becomes(database, hangsId)).toMatchObject({ state: "queued", last_error: "timeout" });
  });
});

test("a receiver that is gone for good is switched off, and all that waits goes another way", async () => {
  const other = await receiver();
  const gone = await receiver((_, response) => void response.writeHead(410).end());
  const otherId = await webhookTo(other.url);
  const channelId = await webhookTo(gone.url, otherId);
  const first = await tell(database, channelId, "first");
  await tell(database, channelId, "second");
  outbox();

  await vi.waitFor(() => expect(other.got).toHaveLength(2));
  const late = await tell(database, channelId, "late");
  await vi.waitFor(() => expect(other.got).toHaveLength(3));

  expect(gone.got).toHaveLength(1);
  expect(subjects(other).toSorted()).toEqual(["first", "late", "second"]);
  expect(other.got[0]?.body).toContain("Could not be sent to the channel");
  expect(await becomes(database, first)).toMatchObject({ state: "dead", last_status: 410 });
  expect(await becomes(database, late)).toMatchObject({ state: "dead", last_error: "channel_disabled" });
  const { rows } = await database.primary.query(
    "select action from audit_logs where action = 'CHANNEL_DISABLED'",
  );
  expect(rows).toHaveLength(1);
});

test("who was told of a beginning in another's place is told its end too, once the other takes news again", async () => {
  const refusingBeginnings = (): Promise<Receiver> =>
    receiver((_, response, { body }) => void response.writeHead(isBeginning(body) ? 400 : 200).end());
  const [last, other, at] = [await receiver(), await refusingBeginnings(), await refusingBeginnings()];
  const otherId = await webhookTo(other.url, await webhookTo(last.url));
  const channelId = await webhookTo(at.url, otherId);
  await tell(database, channelId, "s");
  await tell(database, channelId, "another", { phase: "info" });
  outbox();
  await hurriedUntil(() => expect(phases(last)).toEqual(["firing"]));

  await tell(database, channelId, "s", { phase: "resolved" });

  await hurriedUntil(() => expect(phases(last)).toEqual(["firing", "resolved"]));
  await hurriedUntil(() => expect(phases(other).filter(isTaken)).toEqual(["resolved"]));
  await hurriedUntil(() => expect(phases(at).filter(isTaken).toSorted()).toEqual(["info", "resolved"]));
});

test("two channels that stand in for each other do not hand news back and forth", async () => {
  const gone = await receiver((_, response) => void response.writeHead(410).end());
  const one = await webhookTo(gone.url);
  const two = await webhookTo(gone.url, one);
  await database.primary.query("update notify_channel set fallback_id = $2 where channel_id = $1", [
    one,
    two,
  ]);
  await tell(database, one, "round");
  outbox();

  await vi.waitFor(async () => {
    const { rows } = await database.primary.query("select state from notification");
    expect(rows).toEqual([{ state: "dead" }, { state: "dead" }]);
  });
  expect(gone.got).toHaveLength(2);
});

test("news of one subject comes in its order, and nothing stale comes after what overtook it", async () => {
  const at = await receiver((number, response) => void response.writeHead(number === 1 ? 500 : 200).end());
  const channelId = await webhookTo(at.url);
  const firing = await tell(database, channelId, "s");
  outbox();
  await vi.waitFor(async () =>
    expect(await becomes(database, firing)).toMatchObject({ attempts: 1, state: "queued" }),
  );

  await tell(database, channelId, "s", { phase: "resolved" });
  await tell(database, channelId, "other");
  await hurriedUntil(() => expect(at.got).toHaveLength(3));

  expect(phases(at)).toEqual(["firing", "resolved", "firing"]);
  expect(subjects(at)).toEqual(["s", "s", "other"]);
  expect((await becomes(database, firing))?.state).toBe("superseded");
});

test("news that does not overtake waits for the older of its subject", async () => {
  const at = await receiver((number, response) => void response.writeHead(number === 1 ? 503 : 200).end());
  const channelId = await webhookTo(at.url);
  for (const title of ["one", "two", "three"]) await tell(database, channelId, "s", { phase: "info", title });
  outbox();
  await hurriedUntil(() => expect(at.got).toHaveLength(4));

  expect(at.got.map(({ body }) => JSON.parse(body).data.title)).toEqual(["one", "one", "two", "three"]);
});

test("several processes at one outbox send each piece of news once", async () => {
  const at = await receiver();
  const channels = await Promise.all(Array.from({ length: 4 }, () => webhookTo(at.url)));
  for (let number = 0; number < 60; number += 1) {
    await tell(database, channels[number % 4] ?? "", `subject ${number}`);
  }
  const workers = [outbox(), outbox(), outbox()];
  await vi.waitFor(() => expect(at.got.length).toBeGreaterThanOrEqual(60));
  for (const worker of workers) await worker.stop();

  expect(new Set(subjects(at)).size).toBe(60);
  expect(at.got).toHaveLength(60);
  expect(workers.flatMap(({ failures }) => failures)).toEqual([]);
});

test("more than a channel of people takes goes out as one digest", async () => {
  const at = await receiver();
  const channelId = await makeChannel(database, { target: { kind: "slack", url: at.url } });
  const ids: (string | null)[] = [];
  for (let number = 0; number < 30; number += 1) ids.push(await tell(database, channelId, `s${number}`));
  outbox({ paceOf: () => ({ everyMs: 0, digestAbove: 5 }) });

  await vi.waitFor(async () => {
    for (const id of ids) expect((await becomes(database, id))?.state).toBe("sent");
  });

  expect(at.got).toHaveLength(6);
  expect(at.got[5]?.body).toContain("25 messages of KubeCent");
});

test("secrets that were sealed with another key are a failure, not a crash", async () => {
  const id = await tell(database, await webhookTo("http://127.0.0.1:1"), "s");
  outbox({ box: createSecretBox(Buffer.alloc(32, "another")) });

  await vi.waitFor(async () =>
    expect(await becomes(database, id)).toMatchObject({ last_error: "secret_unreadable" }),
  );
});
