// The server's half of `npm run bench:edge`: the service's own edge over a real database, and beside it a bare Express
// route that sends the same bytes. It tells its parent where both are, and ends with it.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { FULL_SCOPE, HOUR_MS } from "@kubecent/shared";
import express from "express";
import { createCursorSigner } from "../server/src/api/cursor.ts";
import type { ApiServices } from "../server/src/api/context.ts";
import { createExportRecords } from "../server/src/audit/export-records.ts";
import { createRefusalRecorder } from "../server/src/audit/refusals.ts";
import { readSigningKey, trustedKeys } from "../server/src/audit/signing-key.ts";
import { newApiToken } from "../server/src/auth/api-token.ts";
import { createApiTokenCallers } from "../server/src/auth/api-token-callers.ts";
import { createAuthenticator } from "../server/src/auth/authenticator.ts";
import { openAnswerCache } from "../server/src/cache/open-answer-cache.ts";
import { collectHours } from "../server/src/collector/collect-hours.ts";
import { readSettings } from "../server/src/config/read-settings.ts";
import { DEFAULT_PRICE_BOOK } from "../server/src/domain/prices/price-book.ts";
import { lastDueEnd } from "../server/src/domain/windows/due.ts";
import { createApp } from "../server/src/http/create-app.ts";
import { createHttpServer } from "../server/src/http/create-http-server.ts";
import { createLogger } from "../server/src/http/log/logger.ts";
import { openDatabase, type OpenedDatabase } from "../server/src/run/open-database.ts";
import { runtimeDefaults } from "../server/src/run/follow-settings.ts";
import { insertAudit } from "../server/src/store/audit-logs.ts";
import { createRuntimeSettings } from "../server/src/store/runtime-settings.ts";
import { inTransaction } from "../server/src/store/transaction.ts";
import { savePriceBook } from "../server/src/store/price-books.ts";
import { createDemoSource } from "../server/src/sources/demo/demo-source.ts";
import { registerCluster } from "../server/src/store/collection.ts";
import { createToken, findToken } from "../server/src/store/tokens.ts";

const HOURS = 24;
const QUESTION = "/api/v1/cost/namespaces?window=24h&limit=10";
const TRPC_QUESTION = `/api/trpc/cost.namespaces?input=${encodeURIComponent('{"window":"24h","limit":10}')}`;

/** What the parent is told. */
export interface BenchAddresses {
  readonly edge: string;
  readonly bare: string;
  readonly token: string;
  readonly restPath: string;
  readonly trpcPath: string;
  readonly bytes: number;
}

const folder = await mkdtemp(path.join(tmpdir(), "kubecent-bench-"));
// As root the database belongs to another user, who must get in.
await chmod(folder, 0o711);
const database = await openDatabase({
  url: process.env["BENCH_DATABASE_URL"] ?? null,
  directUrl: null,
  dataFolder: path.join(folder, "data"),
  poolMax: 10,
  connectTimeoutMs: 2_000,
  queryTimeoutMs: 10_000,
  log: () => undefined,
});
await loadDemo(database);
const { token, hash } = newApiToken();
await createToken(
  database.pool,
  {
    name: `bench-${randomBytes(4).toString("hex")}`,
    role: "viewer",
    scope: FULL_SCOPE,
    hash,
    expiresAt: new Date(Date.now() + HOUR_MS),
  },
  { userId: "bench" },
);
const edge = await listen(edgeOf(database));
const answer = await fetch(edge + QUESTION, { headers: { authorization: `Bearer ${token}` } });
const answerBytes = Buffer.from(await answer.arrayBuffer());
const bare = await listen(createServer(bareRoute(answerBytes)));
const addresses: BenchAddresses = {
  edge,
  bare,
  token,
  restPath: QUESTION,
  trpcPath: TRPC_QUESTION,
  bytes: answerBytes.length,
};
process.send?.(addresses);
// Whatever is asked, it is how much processor time has gone by: a measure that a busy machine hardly changes.
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicroseconds: user + system });
});
process.on("disconnect", () => void close());

async function close(): Promise<void> {
  await database.close();
  await rm(folder, { recursive: true, force: true });
  process.exit(0);
}

async function loadDemo({ pool }: OpenedDatabase): Promise<void> {
  const source = createDemoSource({ now: Date.now });
  const priceBook = await savePriceBook(pool, DEFAULT_PRICE_BOOK);
  const clusterId = await registerCluster(pool, {
    name: "bench",
    source: "demo",
    currency: DEFAULT_PRICE_BOOK.currency,
  });
  const end = lastDueEnd(Date.now());
  const hours = Array.from({ length: HOURS }, (_, index) => end - (index + 1) * HOUR_MS);
  await collectHours(
    { clusterId, name: "bench", source, priceBook, pool, now: Date.now },
    hours,
    { onHour: () => undefined, onFailure: (_hour, error) => process.stderr.write(`${String(error)}\n`) },
    new AbortController().signal,
  );
}

/** The service's edge with nothing left out: only the limit is so high that nobody meets it. */
function edgeOf({ pool }: OpenedDatabase): Server {
  const settings = readSettings({ ENVIRONMENT: "staging", RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000" });
  const log = createLogger(settings);
  const services: ApiServices = {
    pool,
    primary: pool,
    audit: {
      refusals: createRefusalRecorder({
        write: (record) => inTransaction(pool, (client) => insertAudit(client, record)),
        now: Date.now,
        onFailure: () => undefined,
      }),
      exports: createExportRecords({
        write: (record) => inTransaction(pool, (client) => insertAudit(client, record)),
        onFailure: () => undefined,
      }),
      keys: trustedKeys(readSigningKey(randomBytes(32)), ""),
      ownCheckpoint: () => null,
    },
    runtimeSettings: createRuntimeSettings(pool, runtimeDefaults(settings)),
    now: Date.now,
    cursors: createCursorSigner(randomBytes(32)),
    cache: openAnswerCache({
      pool,
      readPool: pool,
      now: Date.now,
      timesToLive: () => ({
        defaultSeconds: settings.CACHE_TTL_SECONDS,
        secondsByPath: settings.CACHE_ENDPOINTS,
      }),
      generation: [randomBytes(8).toString("hex")],
    }),
    version: "bench",
    environment: settings.ENVIRONMENT,
    limits: { requestsPerMinute: 1_000_000, requestBytes: settings.MAX_REQUEST_BYTES },
  };
  const authenticator = createAuthenticator({
    apiTokens: createApiTokenCallers({ now: Date.now, findToken: (wanted) => findToken(pool, wanted) }),
    jwts: null,
  });
  const app = createApp({
    settings,
    services,
    log,
    identify: (authorization) => authenticator.identify(authorization),
    readiness: () => Promise.resolve({ ready: true, reasons: [] }),
    draining: () => false,
    gauges: [],
  });
  return createHttpServer(app, log);
}

/** As little as Express can do to send these bytes. */
function bareRoute(bytes: Buffer): express.Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.get("/answer", (_req, res) => {
    res.setHeader("Content-Type", "application/json; charset=utf-8");
    res.setHeader("Content-Length", bytes.length);
    res.end(bytes);
  });
  return app;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server does not listen");
  return `http://127.0.0.1:${address.port}`;
}
