import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deriveSecrets } from "../../../server/src/auth/sealed-text.ts";
import { appRouter } from "../../../server/src/api/router.ts";
import { proceduresOf } from "../../../server/src/api/procedures.ts";
import { claimKey, MOST_KEYS, sweepKeys } from "../../../server/src/store/shared-state/idempotency-keys.ts";
import { callerWith, callWith } from "../../support/test-services.ts";
import { bodyOf, factsOf, type Reply } from "../../unit/http/edge.ts";
import { type ChangingService, startChangingService } from "./changing-service.ts";

let service: ChangingService;

beforeAll(async () => {
  service = await startChangingService();
});
afterAll(() => service.close());

const REST = new Map(proceduresOf(appRouter).map((each) => [each.name, each]));
// A sign-in takes no input, and only from a caller who holds a code: its repeats are tried in sign-in-links.test.ts.
const MUTATIONS = [...REST.values()]
  .filter(({ type, name }) => type === "mutation" && name !== "access.signIn")
  .map(({ name }) => name);

const idOf = async (path: string, input: unknown): Promise<string> =>
  String(bodyOf(await service.post(path, input))["id"]);
let names = 0;
const newName = (): string => `name-${++names}`;
const REASON = { subject: "oidc:eve", reason: "left" };

const newChannel = (): Record<string, unknown> => ({
  name: newName(),
  target: { kind: "webhook", url: "https://hooks.example.com/x" },
});
const channelId = (): Promise<string> => idOf("/api/v1/alerts/channels", newChannel());
/** A message that is not sent, and was given up. */
async function deadMessage(): Promise<string> {
  const id = await idOf(`/api/v1/alerts/channels/${await channelId()}/test`, {});
  await service.database.primary.query("update notification set state = 'dead' where notification_id = $1", [
    id,
  ]);
  return id;
}

const newRule = (): Record<string, unknown> => ({ name: newName(), when: { kind: "late", hours: 3 } });

const newSilence = (): Record<string, unknown> => ({
  name: newName(),
  match: { kind: "late" },
  until: "2027-01-01T00:00:00Z",
});

const newBudget = (): Record<string, unknown> => ({
  name: newName(),
  amount: "1000.00",
  currency: "USD",
  period: { every: "month", zone: "Europe/Berlin" },
  thresholds: [{ on: "spent", at: 0.8 }],
});

/** A recommendation about a volume that nobody claims. */
async function recommendationId(): Promise<string> {
  const { rows } = await service.database.primary.query<{ id: string }>(
    `with named as (insert into cluster (name, source, currency) values ($1, 'demo', 'USD') returning cluster_id)
     insert into recommendation (cluster_id, recommendation_id, kind, preset, namespace, controller_kind, controller, container,
       asset, state, freed_nano, cost_nano, confidence, content, opened_at, last_seen)
     select cluster_id, gen_random_uuid(), 'unmounted-volume', 'default', '', '', '', '', $1, 'open', 1, 1, 1, $2, now(), now()
     from named returning recommendation_id::text as id`,
    [newName(), JSON.stringify(ADVICE)],
  );
  return rows[0]?.id ?? "";
}
const ADVICE = {
  window: { start: 0, end: 0, seenHours: 0 },
  rule: "",
  facts: [],
  change: { to: "delete" },
  insufficient: null,
  freed: [],
  gaps: [],
  warnings: [],
};
const newPlan = (): Record<string, unknown> => ({ cluster: "prod", first: "2026-11-27", last: "2026-11-29" });
async function newAnomaly(): Promise<string> {
  const id = randomUUID();
  const days = [{ day: 20_000, costNano: "2", expectedNano: "1", score: 9, by: "level", silent: null }];
  await service.database.primary.query(
    `insert into anomaly_incident (incident_id, cluster, level, namespace, controller_kind, controller, currency, kind,
       direction, opened_day, last_day, days, sensitivity)
     values ($1, 'prod', 'namespace', $2, '', '', 'USD', 'spike', 'up', '2024-10-04', '2024-10-04', $3, 'normal')`,
    [id, newName(), JSON.stringify(days)],
  );
  return id;
}

/** What each mutation can be called with at once; a new one has to be added. */
const INPUTS: Readonly<Record<string, () => Promise<Record<string, unknown>>>> = {
  "anomalies.feedback": async () => ({ id: await newAnomaly(), verdict: "expected" }),
  "anomalies.plan": () => Promise.resolve(newPlan()),
  "anomalies.unplan": async () => ({ id: await idOf("/api/v1/anomalies/plans", newPlan()) }),
  "access.tokens.create": () => Promise.resolve({ name: newName(), role: "viewer" }),
  "access.tokens.revoke": async () => {
    const name = newName();
    await service.post("/api/v1/access/tokens", { name, role: "viewer" });
    return { name };
  },
  "access.bindings.create": () =>
    Promise.resolve({ subjectKind: "group", subject: newName(), role: "viewer" }),
  "access.bindings.delete": async () => ({
    id: await idOf("/api/v1/access/bindings", { subjectKind: "group", subject: newName(), role: "viewer" }),
  }),
  "access.revocations.create": () => Promise.resolve(REASON),
  "access.revocations.delete": async () => ({ id: await idOf("/api/v1/access/revocations", REASON) }),
  "alerts.channels.create": () => Promise.resolve(newChannel()),
  "alerts.channels.delete": async () => ({ id: await channelId() }),
  "alerts.channels.rotate": async () => ({ id: await channelId() }),
  "alerts.channels.test": async () => ({ id: await channelId() }),
  "alerts.channels.update": async () => ({ id: await channelId(), name: newName() }),
  "alerts.deliveries.replay": async () => ({ id: await deadMessage() }),
  "alerts.rules.set": () => Promise.resolve(newRule()),
  "alerts.rules.delete": async () => ({ id: await idOf("/api/v1/alerts/rules", newRule()) }),
  "alerts.routes.set": async () => ({ name: newName(), channels: [await channelId()] }),
  "alerts.routes.delete": async () => ({
    id: await idOf("/api/v1/alerts/routes", { name: newName(), channels: [await channelId()] }),
  }),
  "alerts.silences.set": () => Promise.resolve(newSilence()),
  "alerts.silences.delete": async () => ({ id: await idOf("/api/v1/alerts/silences", newSilence()) }),
  "budgets.set": () => Promise.resolve(newBudget()),
  "budgets.setAll": () => Promise.resolve({ budgets: [newBudget(), newBudget()] }),
  "budgets.delete": async () => ({ id: await idOf("/api/v1/budgets", newBudget()) }),
  "recommendations.dismiss": async () => ({ id: await recommendationId(), reason: "later" }),
  "recommendations.restore": async () => ({ id: await recommendationId() }),
  "settings.update": async () => {
    const { version } = bodyOf(await service.edge.ask("/api/v1/settings"));
    return { version, changes: { retentionHourlyDays: 40 + names++ } };
  },
};

function inputOf(name: string): Promise<Record<string, unknown>> {
  const make = INPUTS[name];
  if (!make) throw new Error(`How is ${name} called? Say it in INPUTS.`);
  return make();
}

const overTrpc = (name: string, input: unknown, key: string): Promise<Reply> =>
  service.post(`/api/trpc/${name}`, input, { "idempotency-key": key });

function overRest(name: string, input: Record<string, unknown>, key: string): Promise<Reply> {
  const { method = "POST", path = "" } = REST.get(name) ?? {};
  const place = path.replace(/\{(\w+)\}/, (_, field: string) => String(input[field]));
  const headers = { "idempotency-key": key };
  if (method !== "POST") return service.edge.ask(`/api/v1${place}`, { method, headers });
  const body = Object.fromEntries(Object.entries(input).filter(([field]) => !path.includes(`{${field}}`)));
  return service.post(`/api/v1${place}`, body, headers);
}

const successes = async (): Promise<number> =>
  (await service.rows("select from audit_logs where status = 'SUCCESS'")).length;

test.each(MUTATIONS)("%s answers a repeat with the same bytes, and does nothing then", async (name) => {
  for (const ask of [overTrpc, overRest]) {
    const input = await inputOf(name);
    const key = `repeat ${name} ${ask.name}`.replaceAll(" ", "/");

    const first = await ask(name, input, key);
    const done = await successes();
    const second = await ask(name, input, key);

    expect(first).toMatchObject({ status: 200 });
    expect(first.headers).not.toHaveProperty("idempotency-replayed");
    expect(second).toMatchObject({ status: 200, text: first.text });
    expect(second.headers["idempotency-replayed"]).toBe("true");
    expect(await successes()).toBe(done);
  }
});

test.each(MUTATIONS)("%s is not done again for another input under its key", async (name) => {
  const key = `other/${name}`;
  expect((await overTrpc(name, await inputOf(name), key)).status).toBe(200);

  const reply = await overTrpc(
    name,
    await inputOf(name).then((input) => ({ ...input, ...OTHER[name] })),
    key,
  );

  expect(factsOf(reply)).toMatchObject({ httpStatus: 422, code: "IDEMPOTENCY_KEY_REUSED" });
});

/** Where two inputs would else be the same. */
const OTHER: Readonly<Record<string, object>> = {
  "access.revocations.create": { reason: "another" },
  "anomalies.plan": { note: "another" },
};

test("names in another order, and REST in place of tRPC, are the same request", async () => {
  const name = newName();
  const first = await overTrpc("access.tokens.create", { name, role: "viewer" }, "order");

  const second = await overRest("access.tokens.create", { role: "viewer", name }, "order");

  expect(second.status).toBe(200);
  expect(bodyOf(first)["result"]).toEqual({ data: bodyOf(second) });
});

test("of ten requests at once with one key one is carried out, and all are answered alike or told to wait", async () => {
  const input = await inputOf("access.bindings.create");

  const replies = await Promise.all(
    Array.from({ length: 10 }, () => overRest("access.bindings.create", input, "at-once")),
  );

  const texts = replies.filter(({ status }) => status === 200).map(({ text }) => text);
  expect(new Set(texts).size).toBe(1);
  const others = replies.filter(({ status }) => status !== 200);
  expect(others.every(({ status, headers }) => status === 409 && headers["retry-after"] === "1")).toBe(true);
  const made = await service.rows(`select from access_binding where subject = '${String(input["subject"])}'`);
  expect(made).toHaveLength(1);
});

test("while the first is under way, a repeat is told to wait", async () => {
  const input = await inputOf("access.tokens.create");
  const client = await service.database.primary.connect();
  try {
    const { keyHash } = await deriveSecrets("slow", ["token:7", "access.tokens.create"]);
    await client.query("begin");
    await claimKey(client, { keyHash, caller: "token:7", inputHash: Buffer.alloc(1) });

    const reply = await overRest("access.tokens.create", input, "slow");

    expect(reply).toMatchObject({ status: 409, headers: { "retry-after": "1" } });
    expect(bodyOf(reply)).toMatchObject({ code: "IDEMPOTENCY_IN_PROGRESS" });
  } finally {
    await client.query("rollback");
    client.release();
  }
  expect((await overRest("access.tokens.create", input, "slow")).status).toBe(200);
});

test("what failed is not kept: the same key may carry the mended request", async () => {
  const taken = newName();
  await service.post("/api/v1/access/tokens", { name: taken, role: "viewer" });
  const failed = await overRest("access.tokens.create", { name: taken, role: "viewer" }, "mended");
  expect(failed.status).toBe(422);

  const reply = await overRest("access.tokens.create", { name: newName(), role: "viewer" }, "mended");

  expect(reply.status).toBe(200);
});

test("a key is its caller's and its procedure's own", async () => {
  await overTrpc("access.bindings.create", await inputOf("access.bindings.create"), "shared");
  expect(
    (await overTrpc("access.tokens.create", await inputOf("access.tokens.create"), "shared")).status,
  ).toBe(200);
  const sentKey = { values: ["shared"], calls: 1, onReplay: () => undefined };
  const other = callWith({ ...callerWith("admin"), id: "token:8" }, service.services, sentKey);

  const name = newName();
  await expect(other.access.tokens.create({ name, role: "viewer" })).resolves.toMatchObject({ name });
});

test("whoever has lost the right to make a change is not told its answer either", async () => {
  const sentKey = { values: ["lost"], calls: 1, onReplay: () => undefined };
  const input = { name: newName(), role: "viewer" } as const;
  await callWith(callerWith("admin"), service.services, sentKey).access.tokens.create(input);

  const demoted = callWith(callerWith("viewer"), service.services, sentKey).access.tokens.create(input);

  await expect(demoted).rejects.toThrow(/does not grant access:edit/);
});

test("the database holds neither a key nor a token", async () => {
  const key = "a-key-that-nobody-finds";
  const { token } = bodyOf(await overRest("access.tokens.create", { name: newName(), role: "viewer" }, key));

  const rows = await service.rows<{ row: string }>("select known::text as row from idempotency_key known");
  const tables = rows.map(({ row }) => row + Buffer.from(row.replaceAll(/[^0-9a-f]/g, ""), "hex").toString());
  expect(rows.length).toBeGreaterThan(0);
  expect(tables.filter((text) => text.includes(String(token)) || text.includes(key))).toEqual([]);
  expect(tables.filter((text) => text.includes("kc_"))).toEqual([]);
});

test("keys that are over are swept, and may be used again", async () => {
  const first = await overRest("access.revocations.create", REASON, "old");
  await service.rows("update idempotency_key set expires_at = now() - interval '1 second'");

  const second = await overRest("access.revocations.create", REASON, "old");

  expect(second.status).toBe(200);
  expect(second.text).not.toBe(first.text);
  expect(await sweepKeys(service.database, 1_000)).toBeGreaterThan(0);
  expect(await service.rows("select from idempotency_key")).toHaveLength(1);
});

test("one caller's keys are bounded", async () => {
  await service.rows(
    `insert into idempotency_key (key_hash, caller, input_hash, answer, expires_at)
     select sha256(n::text::bytea), 'token:7', '\\x00', '\\x00', now() + interval '1 hour'
     from generate_series(1, ${MOST_KEYS}) n`,
  );

  const reply = await overRest("access.revocations.create", REASON, "one-too-many");

  expect(reply).toMatchObject({ status: 429, headers: { "retry-after": "3600" } });
  expect((await service.post("/api/v1/access/revocations", REASON)).status).toBe(200);
  await service.rows("delete from idempotency_key");
});
