import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { demoCluster } from "../chaos/support/chaos-server.ts";
import { createDataFolder, runAdminToEnd, startServerProcess } from "../support/server-process.ts";

const data = createDataFolder();
afterAll(() => data.remove());
/** A day: more would be collected all the while. */
const CLUSTERS_FILE = demoCluster(path.dirname(data.folder), 1);

const doctor = (...args: readonly string[]) =>
  runAdminToEnd(["doctor", ...args], { KUBECENT_DATA: data.folder, CLUSTERS_FILE });

/** What is in the data folder, but for what the running server writes when it comes to it. */
const contents = (): string[] =>
  readdirSync(data.folder).filter((name) => !name.startsWith("audit-checkpoint"));

test("before anything was started it says so, for machines too, and makes nothing", async () => {
  const { code, stdout, stderr } = await doctor("--json");

  expect([code, stderr]).toEqual([69, ""]);
  const report: unknown = JSON.parse(stdout);
  expect(report).toMatchObject({ format: 1, exitCode: 69 });
  expect(report).toHaveProperty(
    "results",
    expect.arrayContaining([
      {
        subject: "database",
        name: "database",
        verdict: "no_answer",
        found: `DATABASE_URL is unset, and no embedded PostgreSQL runs in ${data.folder}`,
        remedy: "start it, and check DATABASE_URL and the way to it",
      },
    ]),
  );
  expect(existsSync(data.folder)).toBe(false);
});

test("beside a running server all is well, and its data folder is as it was", async () => {
  mkdirSync(data.folder, { recursive: true });
  const server = await startServerProcess(data.folder, { CLUSTERS_FILE });
  try {
    const before = contents();
    const { code, stdout } = await doctor();

    expect(stdout).toMatch(/^ok {9}settings: /);
    expect(stdout).toMatch(/ok {9}audit chain: ends where it was signed/);
    expect(stdout).toMatch(/\n\n\d+ ok, \d+ WARN, 0 WRONG, 0 NO ANSWER\n$/);
    expect(code).toBe(0);
    expect(contents()).toEqual(before);
    expect(readdirSync(path.join(data.folder, "users"))).toHaveLength(1);
  } finally {
    await server.end("SIGINT");
  }
});

test("options of the look at sources are refused without it, and --json with it", async () => {
  const alone = await doctor("--cluster", "prod");
  const both = await doctor("--source", "--json");

  expect(alone).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("--cluster and --window want --source"),
  });
  expect(both).toMatchObject({ code: 1, stderr: expect.stringContaining("--json is not for --source") });
});
