import { mkdirSync } from "node:fs";
import path from "node:path";
import { HOUR_MS } from "@kubecent/shared";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type WatchingPrometheus, watchProcesses } from "../alerts/support/watching-prometheus.ts";
import { type ChaosServer, demoCluster, startChaosServer, until } from "../chaos/support/chaos-server.ts";
import { createDataFolder } from "../support/server-process.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { prometheusMissing } from "../unit/sources/prometheus/support/serve-recording.ts";
import { deskOf, type OnCall, shellBeside } from "./support/on-call.ts";
import { readBlocks, shownPattern } from "./support/read-page.ts";

// The alert looks back over hours. They go by at once: a signal sets the clock of the process forward.

const SIGNAL = "SIGUSR2";
const CLOCK = `const now = Date.now; let ahead = 0; Date.now = () => now() + ahead;
process.on("${SIGNAL}", () => { ahead += ${4 * HOUR_MS}; });`;

const missing = await prometheusMissing();
if (missing !== null) process.stderr.write(`Late maintenance not tried: ${missing}\n`);

describe.skipIf(missing !== null)("maintenance that somebody holds up for hours", () => {
  const data = createDataFolder();
  let database: TestDatabase;
  let server: ChaosServer;
  let prometheus: WatchingPrometheus;
  let type: OnCall["type"];

  beforeAll(async () => {
    database = await createTestDatabase();
    const settings = {
      DATABASE_URL: database.url,
      KUBECENT_DATA: data.folder,
      CLUSTERS_FILE: demoCluster(path.dirname(data.folder), 1),
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(CLOCK)}`,
    };
    server = await startChaosServer(settings);
    prometheus = await watchProcesses([Number(new URL(server.url).port)]);
    const desk = path.join(path.dirname(data.folder), "desk");
    mkdirSync(desk, { recursive: true });
    type = shellBeside(server, { ...settings, NODE_OPTIONS: "", ...deskOf(desk, server) });
  });
  afterAll(async () => {
    await server.stop();
    await prometheus[Symbol.asyncDispose]();
    await database.drop();
    data.remove();
  });

  const isLate = async (): Promise<boolean> =>
    (await prometheus.firing()).includes("KubeCentMaintenanceLate");

  /** Seconds since maintenance was last done, as the page's command shows them. */
  async function ageSeconds(): Promise<number> {
    const [{ commands } = { commands: "" }] = readBlocks("maintenance-late.md");
    return Number(/^kubecent_maintenance_age_seconds (\S+)$/m.exec(await type(commands))?.[1]);
  }

  test("is told by the alert; the page finds and ends who it is, and then it is over", async () => {
    await until(
      "it is scraped",
      async () => (await prometheus.ask("kubecent_maintenance_age_seconds")) === 1,
    );
    expect(await isLate()).toBe(false);
    const stranger = new Client({ connectionString: database.url, application_name: "a long report" });
    const gone = new Promise((resolve) => stranger.on("error", resolve));
    await stranger.connect();
    await stranger.query("begin; set local role kubecent_owner; lock table cluster_day");
    const { rows } = await stranger.query<{ pid: number }>("select pg_backend_pid() as pid");

    server.kill(SIGNAL);
    await until("the alert fires", isLate);
    await until("the reason is in the log", async () => server.output().includes("maintenance.failed"));

    expect(await ageSeconds()).toBeGreaterThan(3 * 3_600);
    const [, log, sessions, end] = readBlocks("maintenance-late.md");
    expect(await type(log?.commands ?? "")).toMatch(/(Query read|lock) timeout.*maintenance\.failed/);
    expect(await type(sessions?.commands ?? "")).toMatch(new RegExp(`${rows[0]?.pid} \\| a long report`));
    const ended = await type(`PID=${rows[0]?.pid}\n${end?.commands}`);
    for (const line of end?.shows ?? []) expect(ended).toMatch(shownPattern(line));
    expect(await gone).toBeInstanceOf(Error);
    await until("it is maintained again", async () => (await ageSeconds()) < 3_600);
    await until("the alert ends", async () => !(await isLate()));
  });
});
