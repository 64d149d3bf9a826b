import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDockerfile } from "../../scripts/image/dockerfile.ts";
import { configOf } from "../../scripts/image/image-config.ts";
import { createKubeCent } from "../../sdk/src/index.ts";
import { findFreePort } from "../../server/src/store/embedded/free-port.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import {
  canContain,
  Container,
  type ContainerOptions,
  type Ended,
  runInContainer,
} from "./support/container.ts";
import { laidOut } from "./support/laid-out.ts";
import { createMemoryGroup } from "./support/memory-group.ts";

const GIB = 2 ** 30;
const GRACE_PERIOD_MS = 30_000;
const { healthcheck } = configOf(readDockerfile(new URL("../../Dockerfile", import.meta.url)), "service");

// In production, with 1 GiB where this machine can limit it, and a PostgreSQL from outside.
describe.skipIf(!canContain)("a container of the image", () => {
  const memory = createMemoryGroup(GIB);
  let database: TestDatabase;
  let port = 0;
  let container: Container;
  let app = "";

  const options = (more: Partial<ContainerOptions> = {}): ContainerOptions => ({
    app,
    target: "service",
    env: { PORT: String(port), DATABASE_URL: database.url, KUBECENT_ROLE: "all" },
    ...more,
  });
  const admin = (...args: string[]): Promise<Ended> =>
    runInContainer(options({ command: ["node", "server/src/admin.ts", ...args] }));
  const statusOf = async (probe: string): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}${probe}`)).status;

  beforeAll(async () => {
    app = await laidOut("service");
    database = await createTestDatabase();
    port = await findFreePort();
    container = new Container(options(memory && { memoryGroup: memory.folder }));
    await container.until(/"event":"collection.start"/);
  });

  afterAll(async () => {
    await container.kill();
    container.volumes.remove();
    memory?.remove();
    await database.drop();
  });

  test.each(["/health", "/livez", "/readyz", "/startupz"])("answers %s", async (probe) => {
    expect(await statusOf(probe)).toBe(200);
  });

  test("its health check is content with it, and not with a port where nobody listens", async () => {
    const healthy = await runInContainer(options({ command: healthcheck }));
    const dead = await runInContainer(options({ command: healthcheck, env: { PORT: "1" } }));

    expect([healthy.code, dead.code, healthy.stderr]).toStrictEqual([0, 1, ""]);
  });

  test("an operator's commands run in it: a token made there shows what was collected", async () => {
    const made = await admin("token", "create", "--role", "viewer", "--name", "image");
    expect(made).toMatchObject({ code: 0 });
    const client = createKubeCent({ url: `http://127.0.0.1:${port}`, token: made.stdout.trim() });

    const rows = await untilRows(async () => (await client.cost.namespaces.query({ window: "last7d" })).rows);

    expect(rows.length).toBeGreaterThan(0);
  });

  test("the command that a chart runs ahead of it says that a database is at the newest schema", async () => {
    const ended = await admin("migrate");

    const stdout = "The database is at the newest schema; no migrations were run.\n";
    expect(ended).toStrictEqual({ code: 0, stdout, stderr: "" });
  });

  test("it writes to its three folders alone, and keys are its user's", () => {
    const { folder } = container.volumes;
    const data = readdirSync(path.join(folder, "data"));

    for (const name of data) expect(statSync(path.join(folder, "data", name)).uid).toBe(1_000);
    expect(readdirSync(path.join(folder, "root/app"))).toStrictEqual([]);
  });

  test("SIGTERM to process 1 ends it cleanly within the grace period, and /readyz says so before", async () => {
    const begin = performance.now();
    container.signal("SIGTERM");
    await container.until(/"event":"shutdown.start"/);
    const whileLeaving = await statusOf("/readyz");

    const { code, stdout } = await container.ended;

    expect([whileLeaving, code]).toStrictEqual([503, 0]);
    expect(stdout).toContain('"event":"shutdown.complete"');
    expect(performance.now() - begin).toBeLessThan(GRACE_PERIOD_MS);
  });
});

async function untilRows<Row>(ask: () => Promise<readonly Row[]>): Promise<readonly Row[]> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const rows = await ask();
    if (rows.length > 0) return rows;
    await sleep(200);
  }
  return [];
}
