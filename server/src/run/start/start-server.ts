import { once } from "node:events";
import type { Server } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createCursorSigner } from "../../api/cursor.ts";
import type { ApiServices } from "../../api/context.ts";
import type { Retention } from "../../store/retention/maintenance.ts";
import type { Settings } from "../../config/read-settings.ts";
import { createApp } from "../../http/create-app.ts";
import type { Log } from "../../log/logger.ts";
import { openDashboard } from "../../http/dashboard/read-dashboard.ts";
import { createHttpServer } from "../../http/create-http-server.ts";
import { lockDataFolder } from "../../store/embedded/data-folder-lock.ts";
import type { Database } from "../../store/connection/database.ts";
import { createPool } from "../../store/connection/pool.ts";
import { createMakerGrants } from "../../auth/access/maker-grants.ts";
import { readBindingsFile, startAccess } from "../parts/start-access.ts";
import { startCache } from "../parts/start-cache.ts";
import { startWarming } from "../parts/start-warming.ts";
import { readAuditKeys } from "../parts/audit-keys.ts";
import { openAuditMemory } from "../parts/audit-memory.ts";
import { startGauges } from "../gauges/start-gauges.ts";
import { announce } from "./announce.ts";
import { checkKeyFiles } from "./check-key-files.ts";
import { registerClusters } from "../collecting/collected-clusters.ts";
import { collectWhileLeading, leaseHolder } from "../collecting/collecting-leader.ts";
import { watchAdvice } from "../collecting/advice-watch.ts";
import { watchConfiguredAnomalies } from "../collecting/anomaly-watch.ts";
import { readCostGauges } from "../../api/gauges/read-cost-gauges.ts";
import { watchBudgets } from "../collecting/budget-watch.ts";
import { readBudgetsFile } from "../collecting/budgets-file.ts";
import { watchAll } from "../collecting/leader-watch.ts";
import { configuredClusters } from "./configured-clusters.ts";
import { dataFolder, openConfiguredDatabase, statementLog } from "./configured-database.ts";
import { followSettings } from "../parts/follow-settings.ts";
import { readKeyFile } from "./key-file.ts";
import { drain, Undo } from "./undo.ts";
import { keepDatabase } from "./keep-database.ts";
import { startServiceJobs } from "../jobs/start-jobs.ts";
import { startMaintaining } from "../collecting/maintaining.ts";
import { databaseOf, type OpenedDatabase } from "./open-database.ts";
import { watchConfiguredPool } from "./pool-watch.ts";
import { watchReplica, type WatchedReplica } from "../parts/watch-replica.ts";
import { createReadiness } from "./readiness.ts";
import { type RunningAudit, startAudit } from "../parts/start-audit.ts";
import { type Notifying, openNotifying } from "../parts/start-notifying.ts";
import { startRequestLimits } from "../parts/start-request-limits.ts";
import { VERSION } from "./version.ts";
import { logPriceLists, usedLists } from "../prices/stored-lists.ts";

export interface RunningServer {
  /**
   * Says that it is not ready, hands its collecting over, goes on answering for a while, then takes no more requests,
   * finishes those under way, and closes the database.
   */
  stop(options: { readonly shutdownDelayMs: number }): Promise<void>;
}

/** Starts the whole service. When a part fails, what was started before it is stopped again. */
export async function startServer(settings: Settings, log: Log): Promise<RunningServer> {
  const undo = new Undo();
  const state = { draining: false, shutdownDelayMs: 0 };
  try {
    const clusters = settings.KUBECENT_ROLE === "api" ? [] : await configuredClusters(settings);
    // A mistake in these files keeps the service from starting; one that comes later leaves the last good state.
    await readBindingsFile(settings.ACCESS_BINDINGS_FILE);
    await readBudgetsFile(settings.BUDGETS_FILE);
    await checkKeyFiles(settings);
    const opened = await openStorage(settings, log, undo);
    const reads = await openReads(settings, { opened, log, undo });
    const database = databaseOf(opened, reads?.replica);
    const services = await createServices(settings, { database, log, undo });
    const access = await startAccess(settings, { database, log, now: services.now });
    undo.add(() => access.stop());
    services.makers.follow(access.lists);
    undo.add(watchConfiguredPool(settings, opened, log));
    const limits = await startRequestLimits(settings, { database, log, undo });
    const { runtimeSettings } = services;
    const retention = (): Retention => {
      const { retentionHourlyDays, retentionDailyDays } = runtimeSettings.current();
      return { retentionHourlyDays, retentionDailyDays };
    };
    const collected = await registerClusters(clusters, {
      database,
      dbPoolMax: settings.DB_POOL_MAX,
      now: services.now,
      retention,
      rules: () => runtimeSettings.current(),
    });
    const notifying = services.notify.start({ database, log, undo });
    const own = await startGauges({ database, now: services.now, clusters: collected, log, undo });
    const budgets = watchBudgets({ services, log, budgetsFile: settings.BUDGETS_FILE });
    const clusterIds = collected.map(({ clusterId }) => clusterId);
    const app = createApp({
      settings,
      services,
      log,
      authenticator: access.authenticator,
      readiness: createReadiness(database.primary, services.now, access.notReady),
      draining: () => state.draining,
      createLimiters: limits.createLimiters,
      dashboard: settings.DASHBOARD_ENABLED ? openDashboard(settings, log) : undefined,
      gauges: [
        ...access.gauges,
        ...limits.gauges,
        ...(reads?.gauges ?? []),
        ...services.audit.gauges,
        ...notifying,
        ...own.gauges,
      ],
      costGauges: (caller) => readCostGauges({ services, looked: budgets.looked, clusterIds }, caller),
    });
    const server = createHttpServer(app, log);
    await listen(server, settings);
    undo.add(() => drain(server));
    // Load balancers must notice first: until then they still send requests here.
    undo.add(() => sleep(state.shutdownDelayMs));
    await announce(settings, { database, server, clusters });
    const warming = startWarming({ settings, services, log, undo });
    if (collected.length > 0) {
      await logPriceLists(database, log);
      const holder = leaseHolder(settings.DATABASE_URL === undefined);
      const watch = watchAll([
        budgets,
        watchAdvice({ services, log }),
        watchConfiguredAnomalies(settings, { services, log }),
      ]);
      const onWritten = (): void => {
        watch.dataChanged();
        services.cache.versions.expire();
        warming.runSoon();
      };
      const { findings, work } = own;
      const leading = { database, clusters: collected, holder, log, onWritten, findings, work, watch };
      const collecting = collectWhileLeading(leading);
      undo.add(() => collecting.stop());
      startServiceJobs(database, { holder, log, undo });
      const maintaining = startMaintaining({
        database,
        retention,
        onSettingsChange: (listener) => runtimeSettings.onChange(listener),
        log,
        now: services.now,
      });
      own.follow(maintaining);
      undo.add(() => maintaining.stop());
    }
  } catch (error) {
    await undo.run();
    throw error;
  }
  return {
    stop: async ({ shutdownDelayMs }) => {
      Object.assign(state, { draining: true, shutdownDelayMs });
      await undo.run();
    },
  };
}

async function openStorage(settings: Settings, log: Log, undo: Undo): Promise<OpenedDatabase> {
  if (settings.DATABASE_URL === undefined) {
    const lock = await lockDataFolder(dataFolder(settings));
    undo.add(() => lock.release());
  }
  const opened = await openConfiguredDatabase(settings, log);
  undo.add(() => opened.close());
  const { revive } = opened;
  if (revive) {
    const keeping = keepDatabase(revive, log);
    undo.add(() => keeping.stop());
  }
  return opened;
}

async function createServices(
  settings: Settings,
  { database, log, undo }: ServiceParts,
): Promise<ApiServices & { readonly audit: RunningAudit; readonly notify: Notifying }> {
  const auditKeys = await readAuditKeys(settings);
  const memory = await openAuditMemory(settings, log);
  const cursorKey = await readKeyFile({
    setting: "CURSOR_KEY_FILE",
    configured: settings.CURSOR_KEY_FILE ?? null,
    ownFile: path.join(dataFolder(settings), "cursor-key"),
  });
  const runtimeSettings = await followSettings(settings, { database, log, undo });
  return {
    priceLists: () => usedLists(database),
    database,
    audit: {
      ...startAudit(settings, { database, keys: auditKeys, memory, log, undo }),
      keys: auditKeys.trusted,
    },
    runtimeSettings,
    cursors: createCursorSigner(cursorKey),
    cache: await startCache({
      settings,
      runtimeSettings,
      database,
      now: Date.now,
      cursorKey,
      undo,
    }),
    now: Date.now,
    version: VERSION,
    environment: settings.ENVIRONMENT,
    maxRequestBytes: settings.MAX_REQUEST_BYTES,
    notify: await openNotifying(settings),
    makers: createMakerGrants(),
  };
}

interface ServiceParts {
  readonly database: Database;
  readonly log: Log;
  readonly undo: Undo;
}

interface ReadParts {
  readonly opened: OpenedDatabase;
  readonly log: Log;
  readonly undo: Undo;
}

/** Questions are answered from a replica where there is one. */
async function openReads(
  settings: Settings,
  { opened, log, undo }: ReadParts,
): Promise<WatchedReplica | null> {
  if (settings.DATABASE_READ_URL === undefined) return null;

  const replica = createPool({
    connectionString: settings.DATABASE_READ_URL,
    dbPoolMax: settings.DB_POOL_MAX,
    dbConnectTimeoutMs: settings.DB_CONNECT_TIMEOUT_MS,
    dbQueryTimeoutMs: settings.DB_QUERY_TIMEOUT_MS,
    onError: () => undefined,
    onStatement: statementLog(settings, log),
  });
  const use = settings.DATABASE_READ_USE;
  const reads = await watchReplica({ primary: opened.primary, replica, log, use });
  undo.add(() => reads.stop());
  return reads;
}

async function listen(server: Server, { HOST, PORT }: Settings): Promise<void> {
  server.listen(PORT, HOST);
  await once(server, "listening");
}
