import { expect, test } from "vitest";
import { decide } from "../../../server/src/notify/outbox/decide.ts";
import {
  failed,
  type Outcome,
  outcomeOfStatus,
  reached,
} from "../../../server/src/notify/sending/outcome.ts";
import { MESSAGE } from "./some-news.ts";

const row = { attempts: 1, message: MESSAGE, createdAt: new Date(0), isRepeat: false, reached: [] };
const webhook = { kind: "webhook" } as const;
const alertmanager = { kind: "alertmanager" } as const;
const after = (outcome: Outcome, attempts = 1, random = 0) =>
  decide({ channel: webhook, row: { ...row, attempts }, outcome, now: 0, random });

test("what arrives is sent", () => {
  expect(after(reached(204))).toMatchObject({ state: "sent", isReached: true, status: 204, error: null });
});

test("failures are tried again for three days, then never", () => {
  const waits = Array.from({ length: 10 }, (_, tried) => after(failed("timeout"), tried + 1));

  expect(waits.map(({ state }) => state)).toEqual([...Array<string>(9).fill("queued"), "dead"]);
  expect(waits.reduce((sum, { dueInMs }) => sum + dueInMs, 0) / 3_600_000).toBeCloseTo(75.6, 1);
  expect(after(failed("timeout"), 2, 1).dueInMs).toBe(330_000);
});

test.each([
  [200, "sent"],
  [202, "sent"],
  [301, "queued"],
  [400, "queued"],
  [404, "queued"],
  [408, "queued"],
  [410, "dead"],
  [429, "queued"],
  [500, "queued"],
  [503, "queued"],
])("a first %s leaves it %s", (status, state) => {
  expect(after(outcomeOfStatus(status, undefined)).state).toBe(state);
});

test("what a receiver calls wrong is tried three times", () => {
  const states = [1, 2, 3].map((attempts) => after(outcomeOfStatus(400, undefined), attempts).state);

  expect(states).toEqual(["queued", "queued", "dead"]);
});

const wait = (retryAfter: string): number => after(outcomeOfStatus(429, retryAfter)).dueInMs;

test("a receiver says when to come back, in seconds or as a date, and not later than tomorrow", () => {
  const soon = new Date(Date.now() + 90_000).toUTCString();

  expect(wait("7")).toBe(7_000);
  expect(wait(soon)).toBeGreaterThan(80_000);
  expect(wait("999999999")).toBe(86_400_000);
  expect([wait("-1"), wait("soon")]).toEqual([5_000, 5_000]);
});

const about = (phase: "firing" | "resolved" | "info", now: number, isRepeat = false) =>
  decide({
    channel: alertmanager,
    row: { ...row, message: { ...MESSAGE, phase }, isRepeat },
    outcome: reached(200),
    now,
    random: 0,
  });

test("Alertmanager hears what stands again, and its end for five minutes", () => {
  expect(about("firing", 0)).toMatchObject({ state: "standing", dueInMs: 240_000 });
  expect(about("firing", 86_400_000, true).state).toBe("standing");
  expect(about("resolved", 60_000).state).toBe("standing");
  expect(about("resolved", 301_000, true).state).toBe("sent");
  expect(about("info", 0).state).toBe("sent");
});

test("what stands is not given up for a receiver that is away", () => {
  const repeat = { ...row, attempts: 400, isRepeat: true };
  const decision = decide({
    channel: alertmanager,
    row: repeat,
    outcome: failed("timeout"),
    now: 0,
    random: 0,
  });

  expect(decision).toMatchObject({ state: "standing", dueInMs: 30_000 });
});

test("recipients that have a mail are remembered", () => {
  const outcome = failed("recipients_refused", { next: "few", reached: ["b@example.com"] });
  const some = { ...row, reached: ["a@example.com"] };

  expect(decide({ channel: { kind: "email" }, row: some, outcome, now: 0, random: 0 }).reached).toEqual([
    "a@example.com",
    "b@example.com",
  ]);
});
