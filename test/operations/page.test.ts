import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { accountFor } from "../../server/src/store/embedded/account.ts";
import { findBinaries } from "../../server/src/store/embedded/binaries.ts";
import { debianPrograms, startDebianPostgres } from "./support/debian-postgres.ts";
import { allCommands, commandsOf, pageCommands } from "./support/page-commands.ts";
import { type EndedCommand, run, runAdmin } from "./support/run-admin.ts";

// docs/deployment.md, as a new operator pastes it. What needs a database and a server is in restore.test.ts.

const CHART = fileURLToPath(new URL("../../chart", import.meta.url));
const programs = debianPrograms();

function has(program: string): boolean {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const bash = (commands: string, env: Record<string, string>): Promise<EndedCommand> =>
  run("bash", ["--norc", "-euo", "pipefail", "-c", commands], { env });

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-page-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("every command on the page is one that a shell understands", async () => {
  const blocks = allCommands();
  expect(blocks.length).toBeGreaterThan(10);
  for (const block of blocks) {
    expect(await run("bash", ["--norc", "-n", "-c", block])).toEqual({ code: 0, output: "" });
  }
});

test("what is marked as tested is tested", () => {
  expect([...pageCommands().keys()].toSorted()).toEqual([
    "accept",
    "backup",
    "doctor",
    "first-token",
    "install",
    "keys",
    "login",
    "restore",
    "roles",
  ]);
});

const servers = ["of the distribution", "that KubeCent brings"] as const;

test.skipIf(programs === null).each(servers)(
  "a login without CREATEROLE migrates where the roles were made by hand: the PostgreSQL %s",
  async (kind) => {
    const folder = temporaryFolder();
    execFileSync("chmod", ["755", folder]);
    const binaries =
      kind === "that KubeCent brings" ? await findBinaries(await accountFor(undefined), [folder]) : undefined;
    const postgres = await startDebianPostgres(programs ?? "", binaries);
    onTestFinished(() => postgres.close());
    const env = { ADMIN_URL: postgres.adminUrl, KUBECENT_PASSWORD: "of-the-page" };

    expect(await bash(commandsOf("roles"), env)).toMatchObject({ code: 0 });
    const service = {
      DATABASE_URL: postgres.urlOf("kubecent", "of-the-page", "kubecent"),
      KUBECENT_DATA: folder,
    };
    expect(await runAdmin(["migrate"], { env: service })).toMatchObject({
      code: 0,
      output: expect.stringMatching(/ran 000001_roles\n[\s\S]*; \d+ migrations were run\.\n$/),
    });
    const { output } = await runAdmin(["doctor"], { env: service });
    expect(output).toContain("ok         roles: 5 are there, and kubecent may take them");
    expect(output).toContain("ok         roles rights: each role may do its work, and no more");
  },
);

test("kubectl understands what the page asks of it", async ({ skip }) => {
  if (!has("kubectl")) skip("kubectl is not installed");
  const folder = temporaryFolder();
  for (const key of ["audit.key", "cursor.key"]) writeFileSync(path.join(folder, key), "key");
  const creations = allCommands()
    .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .filter((line) => /^kubectl .*\bcreate\b/.test(line));
  expect(creations).toHaveLength(2);
  for (const line of creations) {
    const { code, output } = await run("bash", ["--norc", "-c", `${line} --dry-run=client --output=name`], {
      cwd: folder,
      env: { DATABASE_URL: "postgres://somebody@somewhere/kubecent" },
    });
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^(namespace|secret)\/kubecent\n$/),
    });
  }
});

test("helm makes of the chart what the page installs", async ({ skip }) => {
  if (!existsSync(CHART)) skip("there is no chart here");
  if (!has("helm")) skip("helm is not installed");
  const install = allCommands()
    .flatMap((block) => block.split("\n"))
    .find((line) => line.startsWith("helm install"));
  const { output } = await bash(
    (install ?? "").replace("helm install", "helm template").replace(" --wait", ""),
    {},
  );
  expect(output).toContain("kubecent-api");
});
