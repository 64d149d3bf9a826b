import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { accountFor } from "../../server/src/store/embedded/account.ts";
import { findBinaries } from "../../server/src/store/embedded/binaries.ts";
import { debianPrograms, startDebianPostgres } from "./support/debian-postgres.ts";
import { allCommands, commandsOf, pageCommands } from "./support/page-commands.ts";
import { type EndedCommand, run, runAdmin } from "./support/run-admin.ts";

// docs/deployment.md, as a new operator pastes it. What needs a database and a server is in restore.test.ts; what is for
// helm and kubectl is in test/chart/documented-commands.test.ts.

const programs = debianPrograms();

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
