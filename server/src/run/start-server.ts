import { once } from "node:events";
import type { Server } from "node:http";
import path from "node:path";
import { createCursorSigner } from "../api/cursor.ts";
import type { ApiServices } from "../api/context.ts";
import { createAuthenticator } from "../auth/authenticator.ts";
import type { Settings } from "../config/read-settings.ts";
import { createApp } from "../http/create-app.ts";
import type { Log } from "../http/log/logger.ts";
import { createHttpServer } from "../http/create-http-server.ts";
import { registerCluster } from "../store/collection.ts";
import { lockDataFolder } from "../store/embedded/data-folder-lock.ts";
import { createPool } from "../store/pool.ts";
import { findToken } from "../store/tokens.ts";
import { readAuditKeys } from "./audit-keys.ts";
import { banner } from "./banner.ts";
import { type Collecting, startCollecting } from "./collecting.ts";
import { dataFolder, openConfiguredDatabase } from "./configured-database.ts";
import { configuredSource } from "./configured-source.ts";
import { developmentToken } from "./development-token.ts";
import { followSettings } from "./follow-settings.ts";
import { readKeyFile } from "./key-file.ts";
import type { OpenedDatabase } from "./open-database.ts";
import { configuredPriceBook } from "./price-book-file.ts";
import { createProgressView } from "./progress-bar.ts";
import { createReadiness } from "./readiness.ts";
import { startAudit } from "./start-audit.ts";
import { Undo } from "./undo.ts";
import { VERSION } from "./version.ts";

/** How long requests under way may take to finish when the service stops. */
const DRAIN_MS = 20_000;

export interface RunningServer {
  /** Stops taking requests, finishes those under way, stops collecting, closes the database. */
  stop(): Promise<void>;
}

/** Starts the whole service. When a part fails, what was started before it is stopped again. */
export async function startServer(settings: Settings, log: Log): Promise<RunningServer> {
  const undo = new Undo();
  const state = { draining: false };
  try {
    const database = await openStorage(settings, log, undo);
    const services = await createServices(settings, { database, log, undo });
    const app = createApp({
      settings,
      services,
      log,
      identify: (authorization) => authenticator.identify(authorization),
      readiness: createReadiness(database.pool, services.now),
      draining: () => state.draining,
    });
    const authenticator = createAuthenticator({
      now: services.now,
      findToken: (hash) => findToken(database.pool, hash),
      onInvalid: (error) => log.warn("token.validation_failed", { error }),
    });
    const server = createHttpServer(app, log);
    await listen(server, settings);
    undo.add(() => drain(server));
    await announce(settings, database, server);
    if (settings.KUBECENT_ROLE !== "api") await startCollector(settings, { database, services, log, undo });
  } catch (error) {
    await undo.run();
    throw error;
  }
  return {
    stop: async () => {
      state.draining = true;
      await undo.run();
    },
  };
}

async function openStorage(settings: Settings, log: Log, undo: Undo): Promise<OpenedDatabase> {
  if (settings.DATABASE_URL === undefined) {
    const lock = await lockDataFolder(dataFolder(settings));
    undo.add(() => lock.release());
  }
  const database = await openConfiguredDatabase(settings, log);
  undo.add(() => database.close());
  return database;
}

async function createServices(
  settings: Settings,
  { database, log, undo }: { database: OpenedDatabase; log: Log; undo: Undo },
): Promise<ApiServices> {
  const { pool: primary } = database;
  const auditKeys = await readAuditKeys(settings);
  const cursorKey = await readKeyFile({
    setting: "CURSOR_KEY_FILE",
    configured: settings.CURSOR_KEY_FILE ?? null,
    ownFile: path.join(dataFolder(settings), "cursor-key"),
  });
  return {
    pool: readPool(settings, database, undo),
    primary,
    audit: {
      ...startAudit(settings, { pool: primary, key: auditKeys.own, log, undo }),
      keys: auditKeys.trusted,
    },
    runtimeSettings: await followSettings(settings, { pool: primary, log, undo }),
    cursors: createCursorSigner(cursorKey),
    now: () => Date.now(),
    version: VERSION,
    environment: settings.ENVIRONMENT,
    limits: {
      requestsPerMinute: settings.RATE_LIMIT_REQUESTS_PER_MINUTE,
      requestBytes: settings.MAX_REQUEST_BYTES,
    },
  };
}

/** Questions are answered from a replica where there is one. */
function readPool(settings: Settings, database: OpenedDatabase, undo: Undo): OpenedDatabase["pool"] {
  if (settings.DATABASE_READ_URL === undefined) return database.pool;

  const pool = createPool({
    connectionString: settings.DATABASE_READ_URL,
    max: settings.DB_POOL_MAX,
    connectTimeoutMs: settings.DB_CONNECT_TIMEOUT_MS,
    queryTimeoutMs: settings.DB_QUERY_TIMEOUT_MS,
    onError: () => undefined,
  });
  undo.add(() => pool.end());
  return pool;
}

async function listen(server: Server, { HOST, PORT }: Settings): Promise<void> {
  server.listen(PORT, HOST);
  await once(server, "listening");
}

/** Lets requests under way finish; connections that are still open after that are cut. */
async function drain(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cut);
}

async function announce(settings: Settings, database: OpenedDatabase, server: Server): Promise<void> {
  if (settings.ENVIRONMENT !== "development") return;

  const address = server.address();
  const port = typeof address === "object" && address ? address.port : settings.PORT;
  process.stdout.write(
    banner({
      origin: `http://localhost:${port}`,
      token: await developmentToken(database.pool, dataFolder(settings)),
      cluster: settings.CLUSTER_NAME,
      isDemo: settings.PROMETHEUS_URL === undefined,
    }),
  );
}

interface CollectorParts {
  readonly database: OpenedDatabase;
  readonly services: ApiServices;
  readonly log: Log;
  readonly undo: Undo;
}

async function startCollector(settings: Settings, parts: CollectorParts): Promise<void> {
  const { database, services, log, undo } = parts;
  const source = configuredSource(settings, services.now);
  const { CLUSTER_NAME: name } = settings;
  const priceBook = await configuredPriceBook(database.pool, settings.PRICE_BOOK_FILE);
  const clusterId = await registerCluster(database.pool, {
    name,
    source: source.kind,
    currency: priceBook.currency,
  });
  const collecting: Collecting = startCollecting({
    cluster: { clusterId, name, source, priceBook, pool: database.pool, now: services.now },
    log,
    view: createProgressView(name, process.stderr),
  });
  undo.add(() => collecting.stop());
}
