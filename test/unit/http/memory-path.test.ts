import { once } from "node:events";
import { createServer } from "node:http";
import { FULL_SCOPE } from "@kubecent/shared";
import { afterEach, expect, test } from "vitest";
import { AskedQuestion } from "../../../server/src/api/asked-question.ts";
import { callerOf } from "../../../server/src/auth/caller.ts";
import type { CachedAnswer } from "../../../server/src/cache/cached-answer.ts";
import { rememberQuestions, memoryPath, type MemoryPathParts } from "../../../server/src/http/memory-path.ts";
import { asRest } from "../../../server/src/http/answers/send-answer.ts";
import { createMemoryLimiter } from "../../../server/src/limits/memory-limiter.ts";
import type { RequestLimiter } from "../../../server/src/limits/request-limiter.ts";
import { type Ask, type Reply, sendTo, stopServer } from "./edge.ts";

const PATH = "/api/v1/cost/namespaces?window=7d";
const CALLER = callerOf({
  id: "token:7",
  name: "tester",
  grants: [{ role: "viewer", scope: FULL_SCOPE }],
  credential: { kind: "api-token", from: "tester", id: "7", createdAt: 0, expiresAt: null },
});
const ANSWER: CachedAnswer = {
  body: Buffer.from('{"rows":[]}'),
  etag: '"tag"',
  storedAt: 0,
  freshUntil: 1,
  staleUntil: 2,
};

interface Door {
  readonly sent: CachedAnswer[];
  readonly recorded: string[];
  readonly ask: (path: string, ask?: Ask) => Promise<Reply>;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A door at which one answer is at hand; what goes on to the app is answered with 299. */
async function openDoor(changes: Partial<MemoryPathParts> = {}): Promise<Door> {
  const remembered = rememberQuestions();
  const procedure = { name: "cost.namespaces", path: "/api/v1/cost/namespaces" };
  const question = new AskedQuestion(procedure, { window: "7d" });
  remembered.set(PATH, { question, access: undefined, route: "/api/v1/cost/namespaces", form: asRest });
  const sent: CachedAnswer[] = [];
  const recorded: string[] = [];
  const parts: MemoryPathParts = {
    remembered,
    answers: { peek: () => ANSWER, sent: (answer) => void sent.push(answer) },
    authenticator: { known: ([text]) => (text === "Bearer good" ? CALLER : undefined) },
    callers: createMemoryLimiter({ limit: 100 }),
    fixedHeaders: (origin) => (origin === undefined ? ["X-Fixed", "yes"] : undefined),
    record: (_res, { route, path }) => void recorded.push(`${route} ${path}`),
    draining: () => false,
    ...changes,
  };
  const listener = memoryPath(parts, (_req, res) => {
    res.statusCode = 299;
    res.end("app");
  });
  const server = createServer({ requireHostHeader: false }, listener);
  server.on("checkContinue", listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => stopServer(server));
  return { sent, recorded, ask: (path, ask) => sendTo(server, path, { token: "good", ...ask }) };
}

test("an answer at hand goes out at once, with all headers, counted and recorded", async () => {
  const { ask, sent, recorded } = await openDoor();

  const reply = await ask(PATH, { headers: { "x-request-id": "mine" } });

  expect(reply).toMatchObject({ status: 200, text: '{"rows":[]}' });
  expect(reply.headers).toMatchObject({
    "x-request-id": "mine",
    "x-fixed": "yes",
    "x-ratelimit-remaining": "99",
    ratelimit: '"default";r=99;t=60',
    etag: '"tag"',
    "content-length": "11",
    "content-type": "application/json; charset=utf-8",
  });
  expect([sent, recorded]).toEqual([[ANSWER], ["/api/v1/cost/namespaces /api/v1/cost/namespaces"]]);
});

test("who has it already is told so", async () => {
  const { ask } = await openDoor();

  const reply = await ask(PATH, { headers: { "if-none-match": '"other", W/"tag"' } });

  expect(reply).toMatchObject({ status: 304, text: "" });
  expect(reply.headers).toMatchObject({ etag: '"tag"', "x-fixed": "yes" });
});

const OTHERS: [string, string, Ask?][] = [
  ["another question", "/api/v1/cost/namespaces?window=24h"],
  ["the same in other words", "/api/v1/cost/namespaces?window=%37d"],
  ["no path at all", "*"],
  ["HEAD", PATH, { method: "HEAD" }],
  ["POST", PATH, { method: "POST", body: "{}" }],
  ["a GET with a body", PATH, { headers: { "content-length": "2" }, body: "{}" }],
  ["a GET with a body in chunks", PATH, { headers: { "transfer-encoding": "chunked" }, body: "{}" }],
  ["a caller who expects", PATH, { headers: { expect: "100-continue" } }],
  ["who wants a stream", PATH, { headers: { "trpc-accept": "application/jsonl" } }],
  ["who may want a file", PATH, { headers: { accept: "text/csv" } }],
  ["a host that is none", PATH, { headers: { host: "a b" } }],
  ["two tokens", PATH, { token: null, headers: { authorization: ["Bearer good", "Bearer good"] } }],
  ["no token", PATH, { token: null }],
  ["a token that was not seen before", PATH, { token: "new" }],
  ["a page of another origin", PATH, { headers: { origin: "https://elsewhere.example" } }],
];

test.each(OTHERS)("%s goes on to the app, untouched", async (_what, path, asked) => {
  const { ask, sent, recorded } = await openDoor();

  // What expects an answer before it sends its body gets its answer, and no "continue".
  expect((await ask(path, asked)).status).toBe(299);
  expect([sent, recorded]).toEqual([[], []]);
});

const throws = (): never => {
  throw new Error("valid no more");
};

test.each<[string, Partial<MemoryPathParts>]>([
  ["a service that stops", { draining: () => true }],
  ["an answer that is not at hand", { answers: { peek: () => undefined, sent: throws } }],
  ["a question that cannot be answered any more", { answers: { peek: throws, sent: throws } }],
  ["a token that was revoked", { authenticator: { known: throws } }],
])("%s leaves it to the app", async (_what, changes) => {
  const { ask } = await openDoor(changes);

  expect((await ask(PATH)).status).toBe(299);
});

test("who has used up their requests is left to the app, which refuses them", async () => {
  const { ask, sent } = await openDoor({ callers: createMemoryLimiter({ limit: 2 }) });

  const statuses = [await ask(PATH), await ask(PATH), await ask(PATH)].map(({ status }) => status);

  expect(statuses).toEqual([200, 200, 299]);
  expect(sent).toHaveLength(2);
});

test("callers who are counted elsewhere are answered when that has answered; when it fails, by the app", async () => {
  const counts = createMemoryLimiter({ limit: 1 });
  const elsewhere = (fails: boolean): RequestLimiter => ({
    ...counts,
    take: async (key, cost) => (fails ? throws() : counts.take(key, cost)),
  });
  const { ask } = await openDoor({ callers: elsewhere(false) });
  const { ask: askInVain } = await openDoor({ callers: elsewhere(true) });

  expect([await ask(PATH), await ask(PATH), await askInVain(PATH)].map(({ status }) => status)).toEqual([
    200, 299, 299,
  ]);
});
