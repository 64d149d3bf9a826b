// The server's half of the benchmark of the edge: the service's own edge over a real database, and beside it a bare Express
// route that sends the same bytes. It tells its parent where both are, and ends with it.
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { HOUR_MS } from "@kubecent/shared";
import express from "express";
import { collectHours } from "../../server/src/collector/collect-hours.ts";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import { lastDueEnd } from "../../server/src/domain/windows/due.ts";
import type { Database } from "../../server/src/store/connection/database.ts";
import { createBenchToken, edgeOf, sharedLimiters } from "./edge-of.ts";
import { boundHeap } from "../../server/src/run/start/bound-heap.ts";
import { databaseOf, openDatabase } from "../../server/src/run/start/open-database.ts";
import { savePriceBook } from "../../server/src/store/collecting/stored-price-books.ts";
import { createDemoSource } from "../../server/src/sources/demo/demo-source.ts";
import { registerCluster } from "../../server/src/store/collecting/collection.ts";

const HOURS = 24;
const QUESTION = "/api/v1/cost/namespaces?window=24h&limit=10";
const TRPC_QUESTION = `/api/trpc/cost.namespaces?input=${encodeURIComponent('{"window":"24h","limit":10}')}`;

/** What the parent is told. */
export interface BenchAddresses {
  readonly edge: string;
  /** The same with callers counted in the database. */
  readonly shared: string;
  readonly bare: string;
  readonly token: string;
  readonly restPath: string;
  readonly trpcPath: string;
  readonly bytes: number;
}

// As the service does it itself.
boundHeap();
const folder = await mkdtemp(path.join(tmpdir(), "kubecent-bench-"));
// As root the database belongs to another user, who must get in.
await chmod(folder, 0o711);
const opened = await openDatabase({
  databaseUrl: process.env["BENCH_DATABASE_URL"] ?? null,
  databaseDirectUrl: null,
  dataFolder: path.join(folder, "data"),
  dbPoolMax: 10,
  dbConnectTimeoutMs: 2_000,
  dbQueryTimeoutMs: 10_000,
  log: () => undefined,
});
const database = databaseOf(opened);
await loadDemo(database);
const token = await createBenchToken(database);
const edge = await listen(edgeOf(database));
const shared = await listen(edgeOf(database, { createLimiters: sharedLimiters(database) }));
const answer = await fetch(edge + QUESTION, { headers: { authorization: `Bearer ${token}` } });
const answerBytes = Buffer.from(await answer.arrayBuffer());
const bare = await listen(createServer(bareRoute(answerBytes)));
const addresses: BenchAddresses = {
  edge,
  shared,
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
  await opened.close();
  await rm(folder, { recursive: true, force: true });
  process.exit(0);
}

async function loadDemo(into: Database): Promise<void> {
  const source = createDemoSource({ now: Date.now });
  const priceBook = await savePriceBook(into, DEFAULT_PRICE_BOOK);
  const clusterId = await registerCluster(into, {
    name: "bench",
    source: "demo",
    currency: DEFAULT_PRICE_BOOK.currency,
  });
  const end = lastDueEnd(Date.now());
  const hours = Array.from({ length: HOURS }, (_, index) => end - (index + 1) * HOUR_MS);
  await collectHours({ clusterId, name: "bench", source, priceBook, database: into, now: Date.now }, hours, {
    onHour: () => undefined,
    onFailure: (_hour, error) => process.stderr.write(`${String(error)}\n`),
    signal: new AbortController().signal,
  });
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
