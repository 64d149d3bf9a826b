import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createKubeCent } from "../../sdk/src/index.ts";
import { demoCluster, until } from "../chaos/support/chaos-server.ts";
import {
  createDataFolder,
  runToEnd,
  type ServerProcess,
  startServerProcess,
} from "../support/server-process.ts";

/** Enough that a server can be killed before it has them all; as many as it invents by itself take a minute. */
const HISTORY_DAYS = 2;
const HISTORY_HOURS = HISTORY_DAYS * 24;

const data = createDataFolder();
let server: ServerProcess;

beforeAll(async () => {
  server = await startWithHistory(data.folder);
});

afterAll(async () => {
  await server.end("SIGINT");
  data.remove();
});

function sdkOf({ url, token }: ServerProcess): ReturnType<typeof createKubeCent> {
  return createKubeCent({ url, token });
}

function startWithHistory(folder: string): Promise<ServerProcess> {
  const file = demoCluster(path.dirname(folder), HISTORY_DAYS);
  // The tests ask again and again until something is so.
  return startServerProcess(folder, { CLUSTERS_FILE: file, RATE_LIMIT_REQUESTS_PER_MINUTE: "100000" });
}

async function untilCollected(running: ServerProcess): Promise<void> {
  await until("the demo is collected", async () => {
    const { rows } = await sdkOf(running).clusters.status.query({});
    const [cluster] = rows;
    return cluster !== undefined && cluster.hours >= HISTORY_HOURS && cluster.progress === null;
  });
}

/** Waits until a server has stored hours, and says how many. */
async function untilFirstHours(running: ServerProcess): Promise<number> {
  let hours = 0;
  await until("an hour is stored", async () => {
    hours = (await sdkOf(running).clusters.list.query({})).rows[0]?.hours ?? 0;
    return hours > 0;
  });
  return hours;
}

function postmasterPid(folder: string): number {
  const file = path.join(folder, "postgres", "postmaster.pid");
  return Number(readFileSync(file, "utf8").split("\n")[0]);
}

test("the printed curl line answers", () => {
  const line = /curl .*/.exec(server.output())?.[0] ?? "";

  const answer = execFileSync("sh", ["-c", line.replace("curl", "curl -sS")], { encoding: "utf8" });

  expect(JSON.parse(answer)).toMatchObject({ currency: "USD", window: { timeZone: "UTC" } });
});

test("the printed link opens the dashboard, and its code signs in once", async () => {
  const [, code = ""] = /http:\S+\/#code=(kcs_\S+)&keep=tab/.exec(server.output()) ?? [];
  const { access } = createKubeCent({ url: server.url, token: code });

  const page = await fetch(`${server.url}/`);
  const { token } = await access.signIn.mutate();

  expect(page.headers.get("content-security-policy")).toContain("require-trusted-types-for 'script'");
  expect(await page.text()).toMatch(/<script type="module"[^>]* src="\.\/files\/[\w-]+\.js"/);
  expect(await createKubeCent({ url: server.url, token }).system.info.query()).toMatchObject({
    role: "admin",
  });
  await expect(access.signIn.mutate()).rejects.toMatchObject({ status: 401 });
});

test("the SDK reads what REST reads", async () => {
  await untilCollected(server);
  const answer = await sdkOf(server).cost.namespaces.query({ window: "last7d" });

  const rest = await fetch(`${server.url}/api/v1/cost/namespaces?window=last7d`, {
    headers: { authorization: `Bearer ${server.token}` },
  });

  expect(await rest.json()).toEqual(answer);
  expect(answer.rows.length).toBeGreaterThan(5);
});

test("the README's examples run against it, word for word", async () => {
  const readme = readFileSync(path.join(import.meta.dirname, "../../README.md"), "utf8");
  const [, typescript = ""] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const [, shell = ""] = /```sh\n(curl .*?)```/s.exec(readme) ?? [];
  const env = { PATH: process.env["PATH"] ?? "", KUBECENT_TOKEN: server.token, TOKEN: server.token };
  const file = path.join(path.dirname(data.folder), "readme.ts");
  const sdk = JSON.stringify(path.join(import.meta.dirname, "../../sdk/src/index.ts"));
  writeFileSync(file, withUrl(typescript).replace('"@kubecent/sdk"', sdk));

  const said = execFileSync(process.execPath, [file], { encoding: "utf8", env });
  const answer = execFileSync("sh", ["-c", withUrl(shell)], { encoding: "utf8", env });

  expect(said).toMatch(/^__idle__ \d+\.\d{9}$/m);
  expect(said).toMatch(/^seen: \d+ %$/m);
  expect(JSON.parse(answer)).toMatchObject({ rows: { length: 5 } });
});

function withUrl(example: string): string {
  return example.replaceAll("http://localhost:8000", server.url);
}

test("admin commands work beside the running server", async () => {
  const env = { KUBECENT_DATA: data.folder };

  const made = await runToEnd(
    "scripts/admin.ts",
    ["token", "create", "--role", "auditor", "--name", "beside"],
    env,
  );

  const auditor = createKubeCent({ url: server.url, token: made.stdout.trim() });
  const { rows } = await auditor.audit.list.query({ action: "TOKEN_CREATED" });
  expect(made.stdout).toMatch(/^kc_\S+\n$/);
  expect(rows.map((row) => row.resourceId)).toContain("beside");
  // A command says which version wrote the record, as the server does.
  expect(rows.map(({ serviceVersion }) => serviceVersion)).not.toContain("");
  await expect(sdkOf({ ...server, token: "kc_wrong" }).audit.list.query({})).rejects.toMatchObject({
    status: 401,
  });
});

test("a revoked token is refused soon, without a restart", async () => {
  const env = { KUBECENT_DATA: data.folder };
  const made = await runToEnd(
    "scripts/admin.ts",
    ["token", "create", "--role", "viewer", "--name", "brief"],
    env,
  );
  const brief = createKubeCent({ url: server.url, token: made.stdout.trim() });
  await brief.clusters.list.query({});

  await runToEnd("scripts/admin.ts", ["token", "revoke", "brief"], env);

  const isRefused = (): Promise<void> =>
    expect(brief.clusters.list.query({})).rejects.toMatchObject({ status: 401 });
  await vi.waitFor(isRefused, { interval: 500 });
});

test("a second server on the same data folder is refused in one line", async () => {
  const second = await runToEnd("scripts/start.ts", [], { KUBECENT_DATA: data.folder, PORT: "0" });

  expect(second.code).toBe(69);
  expect(second.stderr.trim().split("\n")).toHaveLength(1);
  expect(second.stderr).toContain("KUBECENT_DATA");
});

test("a port in use is refused in one line, and the database is stopped again", async () => {
  const other = createDataFolder();
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const address = holder.address();
  const port = typeof address === "object" && address ? address.port : 0;

  const refused = await runToEnd("scripts/start.ts", [], { KUBECENT_DATA: other.folder, PORT: String(port) });

  holder.close();
  expect(refused.code).toBe(69);
  expect(refused.stderr).toContain(`${port} is in use`);
  expect(() => postmasterPid(other.folder)).toThrow("ENOENT");
  other.remove();
});

test("all faults of the settings are told together, with exit code 78", async () => {
  const refused = await runToEnd("scripts/start.ts", [], {
    ENVIRONMENT: "production",
    DEBUG: "true",
    CORS_ORIGINS: "*",
    PORT: "http",
  });

  expect(refused.code).toBe(78);
  expect(refused.stderr).toContain("DEBUG mode cannot be enabled in production");
  expect(refused.stderr).toContain("Wildcard CORS origins not allowed in production");
  expect(refused.stderr).toContain("PORT");
});

test("killed in the middle of its first collection, it starts again and ends with the same totals", async () => {
  await untilCollected(server);
  const { rows } = await sdkOf(server).clusters.list.query({});
  const window = { start: rows[0]?.start ?? "", end: rows[0]?.end ?? "" };
  const undisturbed = await sdkOf(server).cost.namespaces.query({ ...window, idle: "show" });
  const other = createDataFolder();
  const first = await startWithHistory(other.folder);
  const pid = postmasterPid(other.folder);
  const half = await untilFirstHours(first);

  await first.end("SIGKILL");
  const second = await startWithHistory(other.folder);

  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(HISTORY_HOURS);
  expect(postmasterPid(other.folder)).toBe(pid);
  expect(second.token).toBe(first.token);
  await untilCollected(second);
  const disturbed = await sdkOf(second).cost.namespaces.query({ ...window, idle: "show" });
  expect(disturbed.rows).toEqual(undisturbed.rows);
  expect(disturbed.totals).toEqual(undisturbed.totals);
  expect(disturbed.coverage).toEqual(undisturbed.coverage);
  const ended = await second.end("SIGINT");
  expect(ended.code).toBe(0);
  expect(() => postmasterPid(other.folder)).toThrow("ENOENT");
  other.remove();
});
