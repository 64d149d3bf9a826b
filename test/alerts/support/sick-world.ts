import { writeFileSync } from "node:fs";
import { Client } from "pg";
import { findFreePort } from "../../../server/src/store/embedded/free-port.ts";
import { type ChaosServer, startChaosServer, until } from "../../chaos/support/chaos-server.ts";
import { createDataFolder } from "../../support/server-process.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { asOwner, sickSettings, storeOldHours } from "./sick-settings.ts";
import { type WatchingPrometheus, watchProcesses } from "./watching-prometheus.ts";
import { runPostgresUrl } from "../../support/run-postgres.ts";

/** Two processes with a Prometheus that watches them, and ways to make them ill. */
export interface SickWorld {
  readonly prometheus: WatchingPrometheus;
  /** Queues a message long ago, to be tried again tomorrow. */
  refuseMessages(): Promise<void>;
  giveMessagesUp(): Promise<void>;
  holdUpSealing(): Promise<void>;
  cutChain(): Promise<void>;
  fillDisk(): Promise<void>;
  /** Asks for a change, which may fail. */
  changeSomething(): Promise<void>;
  takeConnections(): Promise<void>;
  /** Kills the second process and starts it anew, some times; it is not there afterwards. */
  restart(times: number): Promise<void>;
  leaveOnlyAnswering(): Promise<void>;
  shutDatabase(): Promise<void>;
  stopAll(): Promise<void>;
  close(): Promise<void>;
}

/** Starts them with a source, a Redis, keys and a standby that are not there, and access lists that cannot be read. */
export async function startSickWorld(): Promise<SickWorld> {
  const data = createDataFolder();
  const database = await createTestDatabase();
  await storeOldHours(database.url);
  await asOwner(database.url, ["update cluster_hour set seen_seconds = 900"]);
  const env = sickSettings(database.url, data.folder);
  const [collecting, answering] = [await findFreePort(), await findFreePort()];
  const first = await startChaosServer({ ...env, PORT: String(collecting) });
  const { ACCESS_BINDINGS_FILE: bindings, ...others } = env;
  const apiEnv = { ...others, KUBECENT_ROLE: "api", PORT: String(answering) };
  const second = { server: await startChaosServer(apiEnv), startedAt: 0 };
  const startSecond = async (): Promise<void> => {
    second.startedAt = Math.floor(Date.now() / 1_000);
    second.server = await startChaosServer(apiEnv);
  };
  const prometheus = await watchProcesses([collecting, answering]);
  // Whether the Redis is there is known once it is needed.
  await first.ask("/api/v1/info");
  writeFileSync(bindings, "no longer a list");
  return {
    prometheus,
    refuseMessages: () =>
      asOwner(database.url, [
        `with made as (
           insert into notify_channel (channel_id, name, kind, scope, shown, sealed, key_id, created_by)
           values (gen_random_uuid(), 'chat', 'webhook', '{"clusters":"all","namespaces":"all"}', '{}', '', 'x', 'x')
           returning channel_id)
         insert into notification (notification_id, channel_id, dedupe_key, subject, phase, message, due_at, created_at)
         select gen_random_uuid(), channel_id, 'x', 'x', 'info', '{}', now() + interval '1 day', now() - interval '3 hours'
         from made`,
      ]),
    giveMessagesUp: () => asOwner(database.url, ["update notification set state = 'dead'"]),
    holdUpSealing: () =>
      asOwner(database.url, [
        "update lease set holder = 'x', token = token + 1, expires_at = 'infinity' where name = 'audit-sealer'",
        "alter table audit_logs disable trigger user",
        `insert into audit_logs (user_id, action, resource_type, resource_id, status, "timestamp")
         values ('x', 'X', 'X', 'x', 'SUCCESS', now() - interval '5 minutes')`,
        `update audit_logs set "timestamp" = now() - interval '5 minutes' where user_id = 'x'`,
        "alter table audit_logs enable trigger user",
      ]),
    cutChain: () =>
      asOwner(database.url, [
        "alter table audit_checkpoint disable trigger user",
        "delete from audit_checkpoint",
      ]),
    fillDisk: () => asOwner(database.url, REFUSE_FOR_ROOM),
    changeSomething: () => changeSomething(first),
    takeConnections: () => askWhileLocked(database.url, first),
    restart: async (times) => {
      for (let time = 0; time < times; time++) {
        await untilScraped(prometheus, answering, second.startedAt);
        await end(second.server);
        if (time < times - 1) await startSecond();
      }
    },
    leaveOnlyAnswering: async () => {
      await startSecond();
      await end(first);
    },
    shutDatabase: () => shut(database),
    stopAll: () => end(second.server),
    close: async () => {
      await Promise.all([end(first), end(second.server)]);
      await prometheus[Symbol.asyncDispose]();
      await database.drop();
      data.remove();
    },
  };
}

/** A table that says what PostgreSQL says on a full disk: a real one is full in `npm run chaos`. */
const REFUSE_FOR_ROOM = [
  `create function refuse_for_room() returns trigger language plpgsql as
   $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`,
  `create trigger no_room before insert or update on runtime_setting
   for each statement execute function refuse_for_room()`,
];

async function changeSomething({ url, token }: ChaosServer): Promise<void> {
  await fetch(`${url}/api/v1/settings`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ version: 0, changes: { rateLimitRequestsPerMinute: 300 } }),
  });
}

/** Asks more questions than there are connections, about a table that is locked for three seconds. */
async function askWhileLocked(url: string, server: ChaosServer): Promise<void> {
  const thief = new Client({ connectionString: url });
  await thief.connect();
  await thief.query("begin; set local role kubecent_owner; lock table audit_logs in access exclusive mode");
  const asked = Array.from({ length: 24 }, (_, index) => server.ask(`/api/v1/audit?limit=${index + 1}`));
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await thief.query("rollback");
  await thief.end();
  await Promise.all(asked);
}

function untilScraped(prometheus: WatchingPrometheus, port: number, since: number): Promise<number> {
  const started = `process_start_time_seconds{instance="127.0.0.1:${port}"} >= ${since}`;
  return until("the process is scraped", async () => (await prometheus.ask(started)) === 1);
}

async function end(server: ChaosServer): Promise<void> {
  server.kill("SIGKILL");
  await server.ended;
}

/** Lets nobody in any more, and cuts those who are. */
async function shut({ url }: TestDatabase): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const client = new Client({ connectionString: runPostgresUrl() });
  await client.connect();
  await client.query(`alter database ${name} with allow_connections false`);
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  await client.end();
}
