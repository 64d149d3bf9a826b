import { openTestDatabase } from "../../support/test-database.ts";
import { METHODS } from "node:http";
import { connect, type Socket } from "node:net";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Haproxy, hasHaproxy, startHaproxy } from "../../support/haproxy.ts";
import { ANSWERED, MOMENTS, sendTo, WAYS } from "../../unit/http/connection/broken-connections.ts";
import { IS_DEEP } from "../../support/property-runs.ts";
import { STORED_WINDOW, useService } from "../support/service.ts";
import { storeWideCluster } from "../support/wide-cluster.ts";
import { sendRaw } from "../support/wire.ts";

const service = useService({ LOG_LEVEL: "error" });
const WIDE = new URLSearchParams({ ...STORED_WINDOW, cluster: "wide", format: "ndjson" }).toString();
const PATIENCE = { interval: 50 };
let database: Database;
let haproxy: Haproxy | undefined;

beforeAll(async () => {
  database = openTestDatabase(service.database.url);
  await storeWideCluster(database, 15_000);
  if (hasHaproxy()) haproxy = await startHaproxy(service.port);
  else process.stderr.write("haproxy is not installed: no request goes through it\n");
});
afterAll(async () => {
  await haproxy?.close();
  await database.primary.end();
});

async function isWell(): Promise<boolean> {
  return service.server.isAlive() && (await service.ask("/api/v1/info")).status === 200;
}

async function gauge(name: string): Promise<number> {
  const { text } = await service.askAsStranger("/metrics");
  return Number(new RegExp(`^${name} (\\d+)`, "m").exec(text)?.[1]);
}

async function tokensNamed(prefix: string): Promise<number> {
  const { rows } = await database.primary.query<{ count: bigint }>(
    "select count(*) from api_token where starts_with(name, $1)",
    [prefix],
  );
  return Number(rows[0]?.count);
}

const head = (...lines: string[]): string => `${lines.join("\r\n")}\r\n\r\n`;

function create(name: string): string {
  const body = JSON.stringify({ name, role: "viewer" });
  const own = [`Authorization: Bearer ${service.server.token}`, "Content-Type: application/json"];
  const lines = ["POST /api/v1/access/tokens HTTP/1.1", "Host: a", ...own, `Content-Length: ${body.length}`];
  return head(...lines) + body;
}

test("a tunnel that is asked for, and then reset, ends nothing", async () => {
  for (const body of ["", "x".repeat(100)]) {
    const socket = await sendTo(service.port, head("CONNECT kubecent.test:80 HTTP/1.1", "Host: a") + body);
    await service.askAsStranger("/livez");
    socket.resetAndDestroy();
    expect(await isWell()).toBe(true);
  }
});

/** Each way with its methods: what nothing answers is left in one of the ways in `npm test`. */
const WAYS_AND_METHODS = WAYS.map((way, at) => ({
  ...way,
  methods: [...METHODS, "BREW"].filter(
    (method, index) => IS_DEEP || ANSWERED.has(method) || at === index % WAYS.length,
  ),
}));

test.each(WAYS_AND_METHODS)(
  "by $how at any moment of a connection, with any method, nobody ends the service",
  async ({ leave, methods }) => {
    const authorization = `Authorization: Bearer ${service.server.token}`;
    for (const method of methods) {
      const bytes = MOMENTS.map((moment) => moment.bytes(method, "/api/v1/info", authorization));
      const hasty = bytes.map(async (each) => leave(await sendTo(service.port, each)));
      const patient = await Promise.all(bytes.map((each) => sendTo(service.port, each)));
      await Promise.all(hasty);
      expect((await service.askAsStranger("/livez")).status).toBe(200);
      for (const socket of patient) leave(socket);
    }
    expect(await isWell()).toBe(true);
  },
);

test.each(WAYS)("by $how in the midst of a file its slot comes free", async ({ leave }) => {
  const socket: Socket = connect(service.port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(
    head(
      `GET /api/v1/cost/pods?${WIDE} HTTP/1.1`,
      "Host: a",
      `Authorization: Bearer ${service.server.token}`,
    ),
  );
  await new Promise((resolve) => socket.once("readable", resolve));
  expect(await gauge("kubecent_exports_running")).toBe(1);

  leave(socket);
  socket.resume();

  await vi.waitFor(async () => expect(await gauge("kubecent_exports_running")).toBe(0), PATIENCE);
  expect(await isWell()).toBe(true);
});

const LIVEZ = "GET /livez HTTP/1.1";
const CODED = ["POST /api/v1/access/tokens HTTP/1.1", "Host: a"];
// What is refused, and its connection closed.
const REFUSED = [
  { what: "two hosts", first: head(LIVEZ, "Host: a", "Host: b") },
  { what: "no host", first: head(LIVEZ) },
  { what: "an absolute address", first: head("GET http://a/livez HTTP/1.1", "Host: a") },
  { what: "an asterisk", first: head("OPTIONS * HTTP/1.1", "Host: a") },
  { what: "TRACE", first: head("TRACE /livez HTTP/1.1", "Host: a") },
  { what: "a tunnel", first: head("CONNECT a:80 HTTP/1.1", "Host: a") },
  { what: "gzip, chunked", first: `${head(...CODED, "Transfer-Encoding: gzip, chunked")}0\r\n\r\n` },
  { what: "identity, chunked", first: `${head(...CODED, "Transfer-Encoding: identity, chunked")}0\r\n\r\n` },
  { what: "chunks in HTTP/1.0", first: `${head("POST / HTTP/1.0", "Transfer-Encoding: chunked")}0\r\n\r\n` },
  {
    what: "a length and chunks",
    first: `${head(LIVEZ, "Host: a", "Content-Length: 1", "Transfer-Encoding: chunked")}0\r\n\r\n`,
  },
  { what: "two lengths", first: head(LIVEZ, "Host: a", "Content-Length: 0", "Content-Length: 0") },
  { what: "what is not HTTP", first: "hello\r\n\r\n" },
].map((each, index) => ({ ...each, name: `smuggled-${index}-` }));

test.each(REFUSED)("behind $what no token is made", async ({ first, name }) => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const { text } = await service.raw(first + create(name + attempt));
    expect(text.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  }

  expect(await isWell()).toBe(true);
  expect(await tokensNamed(name)).toBe(0);
});

test("a token that is asked for before something malformed is made, and its answer comes first", async () => {
  const { text } = await service.raw(`${create("sound-1")}hello\r\n\r\n`);

  expect(text.match(/HTTP\/1\.1 \d{3}/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 400"]);
  expect(await tokensNamed("sound-1")).toBe(1);
});

test.runIf(hasHaproxy())("behind haproxy a token is made if, and only if, its answer comes", async () => {
  const port = haproxy?.port ?? 0;
  for (const { first, name } of REFUSED) {
    const proxied = `proxied-${name}`;
    const { text } = await sendRaw(port, first + create(proxied), { withinMs: 1_000 });
    expect(await isWell()).toBe(true);
    expect([name, await tokensNamed(proxied)]).toEqual([name, text.match(/"token":"kc_/g)?.length ?? 0]);
  }
});

test.runIf(hasHaproxy())("behind haproxy nobody ends the service by leaving", async () => {
  const port = haproxy?.port ?? 0;
  for (const { leave } of WAYS) {
    for (const { bytes } of MOMENTS) {
      const socket = await sendTo(port, bytes("CONNECT", "a:80", "X: y"));
      await service.askAsStranger("/livez");
      leave(socket);
    }
    expect(await isWell()).toBe(true);
  }
});
