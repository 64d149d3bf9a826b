import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { startReceiver } from "../../support/receivers.ts";
import { COMPILE_CACHE } from "../../support/server-process.ts";
import { hurry, makeChannel, tell } from "./told-news.ts";

const SENDER = path.join(import.meta.dirname, "sender-process.ts");
const SUBJECTS = 6;
const EACH = 5;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(4);
});
afterAll(() => database.drop());

function startSender(): ChildProcess {
  return spawn(process.execPath, [SENDER, database.url], {
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: "ignore",
  });
}

/** Kills before the answer, between the answer and the mark, and after a while; in turns. */
const KILLS = 9;

test("a sender that is killed again and again loses nothing, and keeps the order of each subject", async () => {
  let sender: ChildProcess | null = null;
  let kills = 0;
  const at = await startReceiver((number, response) => {
    const isKilled = number % 2 === 0 && kills < KILLS;
    if (isKilled && kills % 2 === 0) sender?.kill("SIGKILL");
    response.writeHead(204).end(() => {
      if (isKilled && kills % 2 === 1) sender?.kill("SIGKILL");
      if (isKilled) kills += 1;
    });
  });
  const channelId = await makeChannel(database, { target: { kind: "webhook", url: at.url } });
  for (let number = 0; number < SUBJECTS * EACH; number += 1) {
    const title = String(Math.floor(number / SUBJECTS));
    await tell(database, channelId, `subject ${number % SUBJECTS}`, { phase: "info", title });
  }

  const unsent = async (): Promise<number> =>
    (await database.primary.query("select from notification where state <> 'sent'")).rowCount ?? 0;
  while ((await unsent()) > 0) {
    sender = startSender();
    const ended = once(sender, "exit");
    const done = vi.waitFor(async () => {
      await hurry(database);
      expect(await unsent()).toBe(0);
    });
    done.catch(() => undefined);
    await Promise.race([ended, done]);
  }
  sender?.kill("SIGKILL");
  await at.close();

  const told = at.got.map(({ headers, body }) => ({
    id: String(headers["webhook-id"]),
    subject: String(JSON.parse(body).data.subject),
    title: Number(JSON.parse(body).data.title),
  }));
  expect(kills).toBe(KILLS);
  // Each has one effect on a receiver that knows ids, and no subject goes back to older news.
  expect(new Set(told.map(({ id }) => id)).size).toBe(SUBJECTS * EACH);
  for (let number = 0; number < SUBJECTS; number += 1) {
    const titles = told.filter(({ subject }) => subject === `subject ${number}`).map(({ title }) => title);
    expect(titles).toEqual(titles.toSorted((left, right) => left - right));
  }
});
