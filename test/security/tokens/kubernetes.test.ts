import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseServiceAccount } from "../../../server/src/auth/jwt/claims.ts";
import {
  type FakeIssuer,
  newSigningKey,
  sendJson,
  type SigningKey,
  signToken,
  startIssuer,
} from "../support/fake-issuer.ts";
import { claimsOf, type JwtEdge, rulesOf, START_SECONDS, startJwtEdge } from "../support/jwt-edge.ts";

const SUBJECT = "system:serviceaccount:monitoring:grafana";

let key: SigningKey;
let server: FakeIssuer;
const started: JwtEdge[] = [];

beforeAll(async () => {
  key = await newSigningKey("key-1");
  server = await startIssuer([key]);
});
afterEach(() => Promise.all(started.splice(0).map((edge) => edge.close())));
afterAll(() => server.stop());

async function startWith(change: Partial<Parameters<typeof rulesOf>[0]>): Promise<JwtEdge> {
  const place = { kind: "jwks", url: `${server.url}/keys` } as const;
  const edge = await startJwtEdge([rulesOf({ issuer: server.url, place, ...change })]);
  started.push(edge);
  return edge;
}

const tokenOf = (change: object = {}): Promise<string> =>
  signToken(key, claimsOf(server.url, { sub: SUBJECT, role: undefined, ...change }));

test.each([
  { sub: SUBJECT, account: { namespace: "monitoring", name: "grafana" } },
  { sub: "system:serviceaccount:a:b.c", account: { namespace: "a", name: "b.c" } },
  { sub: "system:serviceaccount:a:b:c", account: null },
  { sub: "system:serviceaccount:a", account: null },
  { sub: "system:serviceaccount::b", account: null },
  { sub: "system:serviceaccount:a:", account: null },
  { sub: "system:serviceaccount:A:b", account: null },
  { sub: "system:serviceaccount:a.b:c", account: null },
  { sub: "system:serviceaccount:a :b", account: null },
  { sub: "system:node:a:b", account: null },
  { sub: " system:serviceaccount:a:b", account: null },
  { sub: "x@system:serviceaccount:a:b", account: null },
])("$sub is the service account $account", ({ sub, account }) => {
  expect(parseServiceAccount(sub)).toEqual(account);
});

test("a service account is in the groups that its name says, whatever its token says of groups", async () => {
  const edge = await startWith({ isKubernetes: true, prefix: "" });
  edge.records = {
    revocations: [],
    bindings: [
      {
        subjectKind: "group",
        subject: "system:serviceaccounts:monitoring",
        role: "viewer",
        scope: { clusters: ["a"], namespaces: "all" },
      },
      {
        subjectKind: "group",
        subject: "system:masters",
        role: "admin",
        scope: { clusters: "all", namespaces: "all" },
      },
      {
        subjectKind: "serviceaccount",
        subject: "monitoring/grafana",
        role: "viewer",
        scope: { clusters: ["b"], namespaces: "all" },
      },
      { subjectKind: "user", subject: SUBJECT, role: "admin", scope: { clusters: "all", namespaces: "all" } },
    ],
  };
  await edge.lists.refresh();

  const reply = await edge.show(await tokenOf({ groups: ["system:masters"] }));

  expect(JSON.parse(reply.text)).toMatchObject({
    caller: SUBJECT,
    role: "viewer",
    scope: { clusters: ["a", "b"], namespaces: "all" },
  });
});

test("nobody but a cluster may say that somebody is of the system", async () => {
  const edge = await startWith({ prefix: "", defaultRole: "viewer" });

  expect((await edge.show(await tokenOf())).status).toBe(401);
  expect((await edge.show(await tokenOf({ sub: "system:admin" }))).status).toBe(401);
  expect((await edge.show(await tokenOf({ sub: "alice" }))).status).toBe(200);
});

test("a group of the system that somebody else's issuer names is dropped", async () => {
  const edge = await startWith({ prefix: "" });
  edge.records = {
    revocations: [],
    bindings: [
      {
        subjectKind: "group",
        subject: "system:masters",
        role: "admin",
        scope: { clusters: "all", namespaces: "all" },
      },
    ],
  };
  await edge.lists.refresh();

  expect((await edge.show(await tokenOf({ sub: "alice", groups: ["system:masters"] }))).status).toBe(403);
});

test("a person's token is not valid where service accounts are expected", async () => {
  const edge = await startWith({ isKubernetes: true, defaultRole: "viewer" });

  expect((await edge.show(await tokenOf({ sub: "alice" }))).status).toBe(401);
  expect((await edge.show(await tokenOf({ exp: undefined }))).status).toBe(401);
  expect((await edge.show(await tokenOf())).status).toBe(200);
});

describe("TokenReview", () => {
  interface Review {
    authenticated?: boolean;
    audiences?: string[] | undefined;
    username?: string | undefined;
  }
  let asked: { path: string | undefined; spec: unknown }[];
  let review: Review;

  async function startReviewing(): Promise<JwtEdge> {
    asked = [];
    review = { authenticated: true, audiences: ["kubecent"], username: SUBJECT };
    const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
      asked.push({ path: req.url, spec: await specOf(req) });
      const { authenticated, audiences, username } = review;
      const user = username === undefined ? undefined : { username, groups: ["system:masters"] };
      sendJson(res, { kind: "TokenReview", status: { authenticated, audiences, user } }, 201);
    };
    server.answer = (req, res) => void answer(req, res);
    const place = { kind: "token-review", url: server.url } as const;
    return startWith({ isKubernetes: true, place, defaultRole: "viewer" });
  }
  afterEach(() => {
    server.answer = null;
  });

  test("asks the API server about the token for our audience, once in ten seconds", async () => {
    const edge = await startReviewing();
    const token = await tokenOf();

    expect((await edge.show(token)).status).toBe(200);
    edge.pass(9);
    expect((await edge.show(token)).status).toBe(200);
    expect(asked).toEqual([
      { path: "/apis/authentication.k8s.io/v1/tokenreviews", spec: { token, audiences: ["kubecent"] } },
    ]);
    edge.pass(1);
    expect((await edge.show(token)).status).toBe(200);
    expect(asked).toHaveLength(2);
  });

  test("notices within ten seconds that a pod or an account is gone", async () => {
    const edge = await startReviewing();
    const token = await tokenOf();
    expect((await edge.show(token)).status).toBe(200);

    review = { authenticated: false };
    edge.pass(10);

    expect((await edge.show(token)).status).toBe(401);
  });

  test.each([
    { what: "not vouched for", answer: { authenticated: false } },
    { what: "vouched for without an audience", answer: { audiences: undefined } },
    { what: "vouched for another audience", answer: { audiences: ["https://kubernetes.default.svc"] } },
    { what: "vouched for as somebody else", answer: { username: "system:serviceaccount:monitoring:admin" } },
    { what: "vouched for as nobody", answer: { username: undefined } },
  ])("a token that is $what is not valid", async ({ answer }) => {
    const edge = await startReviewing();
    review = { ...review, ...answer };

    expect((await edge.show(await tokenOf())).status).toBe(401);
  });

  test("a person, or a token without an end, is not let in by it either", async () => {
    const edge = await startReviewing();
    review = { ...review, username: "alice" };

    expect((await edge.show(await tokenOf({ sub: "alice" }))).status).toBe(401);
    review = { ...review, username: SUBJECT };
    expect((await edge.show(await tokenOf({ exp: undefined }))).status).toBe(401);
    expect(
      (await edge.show(await tokenOf({ exp: START_SECONDS - 31, iat: START_SECONDS - 600 }))).status,
    ).toBe(401);
  });

  test("an API server that fails or talks nonsense lets nobody in, and calls nobody a stranger", async () => {
    const edge = await startReviewing();

    for (const answer of [
      (res: { writeHead(status: number): { end(): void } }) => res.writeHead(500).end(),
      (res: { writeHead(status: number): { end(text: string): void } }) => res.writeHead(200).end("<html>"),
    ]) {
      server.answer = (_req, res) => answer(res);
      const reply = await edge.show(await tokenOf());
      expect(reply.status).toBe(503);
      expect(reply.headers["retry-after"]).toBe("1");
    }
    expect(edge.keyFailures).toEqual(["status_500", "not_a_token_review"]);
  });

  test("a flood of tokens does not become a flood of questions", async () => {
    const edge = await startReviewing();
    const waiting: (() => void)[] = [];
    server.answer = (_req, res) =>
      void waiting.push(() => sendJson(res, { status: { authenticated: false } }, 201));
    const tokens = await Promise.all(Array.from({ length: 100 }, (_, jti) => tokenOf({ jti: `${jti}` })));

    const replies = tokens.map((token) => edge.show(token));
    await expect.poll(() => waiting.length).toBe(8);
    const refused = await Promise.all(replies.slice(-10));
    server.answer = (_req, res) => sendJson(res, { status: { authenticated: false } }, 201);
    for (const answer of waiting) answer();

    expect(refused.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 503));
    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(72);
  });
});

async function specOf(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(Buffer.from(chunk));
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
  return typeof body === "object" && body !== null && "spec" in body ? body.spec : undefined;
}
