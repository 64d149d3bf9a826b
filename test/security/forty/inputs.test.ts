import { expect, test } from "vitest";
import { STORED_WINDOW, useService } from "../support/service.ts";
import type { WireReply } from "../support/wire.ts";

const service = useService();
const NAMESPACES = "/api/v1/cost/namespaces";

/** What was refused, of a REST or a tRPC answer. */
function fieldsOf({ json }: WireReply): string[] {
  const found = JSON.stringify(json).matchAll(/"field":"([^"]*)"/g);
  return [...found].map(([, field = ""]) => field);
}

function parameters(values: Readonly<Record<string, string>>): string {
  return new URLSearchParams(values).toString();
}

test.each([
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"label":{"__proto__":"x"}}',
  '{"label":{"team":{"__proto__":"x"}}}',
  '{"prototype":{}}',
  '{"toString":1}',
])("#14 %s is refused, and pollutes nothing", async (input) => {
  const reply = await service.ask(`/api/trpc/cost.namespaces?input=${encodeURIComponent(input)}`);
  const after = await service.ask(NAMESPACES);

  expect(reply.status).toBe(422);
  expect(after.status).toBe(200);
  expect(after.text).not.toContain("isAdmin");
  expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
});

test.each(["__proto__=x", "constructor=x", "label.__proto__=x", "label=x", "namespace[]=x", "namespace.x=y"])(
  "#14 the parameter %s is refused by name",
  async (query) => {
    const reply = await service.ask(`${NAMESPACES}?${query}`);

    expect(reply.status).toBe(422);
    expect(fieldsOf(reply)).toHaveLength(1);
  },
);

const ODD_TEXTS = [
  ["a NUL", "shop\u0000"],
  ["a lone surrogate", "shop\ud800"],
  ["a text turned around", "shop\u202egnp"],
  ["a line end", "shop\nother"],
  ["an escape", "\u001b[31mshop"],
  ["a megabyte", "a".repeat(1_000_000)],
  ["nothing", ""],
] as const;

test.each(ODD_TEXTS)("#18 a namespace of %s is refused by its field, over tRPC", async (_what, namespace) => {
  const body = JSON.stringify({ namespace });

  const reply = await service.ask("/api/trpc/cost.namespaces", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });

  expect(reply.status).toBe(422);
  expect(fieldsOf(reply)).toEqual(["namespace"]);
  expect(reply.text.length).toBeLessThan(2_000);
});

test.each(["%00", "a%00b", "%e2%80%aex", "%0a", "%1b", "a".repeat(5_000)])(
  "#18 a namespace of %s is refused by its field, over REST",
  async (namespace) => {
    const reply = await service.ask(`${NAMESPACES}?namespace=${namespace}`);

    expect(reply.status).toBe(422);
    expect(fieldsOf(reply)).toEqual(["namespace"]);
  },
);

test.each(["%ff", "%c3%28", "%ed%a0%80", "%", "%zz"])(
  "#18 the bytes %s are no text at all",
  async (namespace) => {
    expect((await service.ask(`${NAMESPACES}?namespace=${namespace}`)).status).toBe(400);
  },
);

test.each([
  'x"} or vector(1)#',
  "x' or '1'='1",
  "x'; drop table container_hour; --",
  "x\\' or 1=1",
  "$1",
  "%",
  "_",
  ".*",
  "${jndi:ldap://127.0.0.1/a}",
])("#19 the namespace %s is a name like any other, and matches nothing", async (namespace) => {
  const query = { ...STORED_WINDOW, namespace };
  const reply = await service.ask(`${NAMESPACES}?${parameters(query)}`);
  const whole = await service.ask(`${NAMESPACES}?${parameters(STORED_WINDOW)}`);

  expect(reply).toMatchObject({ status: 200, json: { rows: [] } });
  expect(whole).toMatchObject({ status: 200, json: { rows: expect.arrayContaining([expect.anything()]) } });
});

test.each([
  ["sort", "cost;drop table"],
  ["sort", "totalCost desc"],
  ["sort", "--totalCost"],
  ["aggregate", "pg_sleep(9)"],
  ["aggregate", "label:team'"],
  ["aggregate", "namespace,namespace"],
  ["aggregate", "namespace,node,pod,controller,container"],
  ["idle", "maybe"],
  ["currency", "US"],
  ["limit", "0"],
  ["limit", "1001"],
  ["limit", "1e3"],
  ["limit", "0x10"],
  ["limit", " 10"],
])("#20 %s=%s is refused by its field", async (field, value) => {
  const reply = await service.ask(`/api/v1/cost/allocation?${parameters({ [field]: value })}`);

  expect(reply.status).toBe(422);
  expect(fieldsOf(reply).join()).toContain(field);
});

test.each([
  { start: "1970-01-01T00:00:00Z", end: "2026-11-18T00:00:00Z" },
  { start: "2026-11-17T00:00:00Z", end: "9999-12-31T00:00:00Z" },
  { start: "0001-01-01T00:00:00Z", end: "9999-12-31T23:59:59Z" },
  { start: "2026-11-18T00:00:00Z", end: "2026-11-17T00:00:00Z" },
  { start: "2026-11-17T00:00:00Z", end: "2026-11-17T00:00:00Z" },
  { start: "2026-11-17T00:00:00", end: "2026-11-18T00:00:00" },
  { start: "infinity", end: "-infinity" },
  { start: "2026-02-30T00:00:00Z", end: "2026-03-02T00:00:00Z" },
  { start: "2026-11-17T25:00:00Z", end: "2026-11-18T00:00:00Z" },
  { start: "1700000000", end: "1700003600" },
  { window: "1s" },
  { window: "24h", start: "2026-11-17T00:00:00Z", end: "2026-11-18T00:00:00Z" },
  { start: "2026-11-17T00:00:00Z" },
  { timeZone: "Europe/Atlantis" },
  { timeZone: "+02:00" },
  { timeZone: "../../etc/passwd" },
])("#21 the window %o is refused with what is allowed", async (window) => {
  const reply = await service.ask(`${NAMESPACES}?${parameters(window)}`);

  expect(reply.status).toBe(422);
  expect(reply.json).toMatchObject({ error: "Validation failed" });
  expect(JSON.stringify(reply.json)).toMatch(/"message":"[^"]{15,}"/);
});

test("#21 a step by the second is not there, and a year by the hour is answered in pages", async () => {
  const year = { start: "2025-11-20T00:00:00Z", end: "2026-11-20T00:00:00Z" };

  const bySecond = await service.ask(`/api/v1/cost/timeseries?${parameters({ ...year, step: "second" })}`);
  const byHour = await service.ask(`/api/v1/cost/timeseries?${parameters({ ...year, step: "hour" })}`);

  expect(bySecond.status).toBe(422);
  expect([200, 422]).toContain(byHour.status);
});

async function firstCursor(): Promise<string> {
  const { json } = await service.ask(`${NAMESPACES}?${parameters({ ...STORED_WINDOW, limit: "1" })}`);
  const cursor = typeof json === "object" && json !== null && "nextCursor" in json ? json.nextCursor : null;
  if (typeof cursor !== "string") throw new Error("There is no second page");
  return cursor;
}

async function statusOf(asked: Record<string, string>): Promise<number> {
  const query = parameters({ ...STORED_WINDOW, limit: "1", ...asked });
  return (await service.ask(`${NAMESPACES}?${query}`)).status;
}

test("#24 a cursor is good for its own question alone, and only as it was written", async () => {
  const cursor = await firstCursor();
  const [body = "", signature = ""] = cursor.split(".");
  const forged = Buffer.from('["0",["zzz"]]').toString("base64url");

  expect(await statusOf({ cursor })).toBe(200);
  for (const wrong of [
    `${forged}.${signature}`,
    `${body}.`,
    `${body}.${"A".repeat(22)}`,
    body,
    `.${signature}`,
    "x".repeat(2_048),
    "x".repeat(2_049),
    "..",
  ]) {
    expect(await statusOf({ cursor: wrong })).toBe(422);
  }
  expect(await statusOf({ cursor, cluster: "prod" })).toBe(422);
  expect(await statusOf({ cursor, sort: "totalCost" })).toBe(422);
});
