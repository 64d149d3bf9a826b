import { mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { giveTo } from "./account.ts";
import type { Account } from "./run-command.ts";
import type { Binaries } from "./binaries.ts";
import { type Credentials, DATABASE } from "./database-credentials.ts";
import { EmbeddedPostgresError, remedyFor } from "./embedded-postgres-error.ts";
import { type CommandResult, runCommand } from "./run-command.ts";

const DRAFT_PREFIX = "postgres.init-";
const PASSWORD_FILE = "superuser-password";

/** What a new database is made with. */
export interface InitialiseOptions {
  /** The folder `postgres` is made in this one. */
  readonly parent: string;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly credentials: Credentials;
}

/**
 * Makes `parent`/postgres: a cluster with its roles and the database. It appears whole, by a rename, or not
 * at all; what an earlier attempt left half-made is removed.
 */
export async function initialiseDatabase(options: InitialiseOptions): Promise<void> {
  const { parent, account } = options;
  await removeDrafts(parent);
  const draft = await mkdtemp(join(parent, DRAFT_PREFIX));
  try {
    await writePasswordFile(options, draft);
    // Only now: root writes nothing into a folder where another user could have put a link.
    await giveTo(account, draft);
    await runInitdb(options, draft);
    await createRoles(options, join(draft, "data"));
    await rename(join(draft, "data"), join(parent, "postgres"));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function removeDrafts(parent: string): Promise<void> {
  const drafts = (await readdir(parent)).filter((name) => name.startsWith(DRAFT_PREFIX));
  // An initdb whose starter was killed may still be writing; it gives up when its folder is gone.
  const removal = { recursive: true, force: true, maxRetries: 5 };
  await Promise.all(drafts.map((name) => rm(join(parent, name), removal)));
}

async function writePasswordFile({ account, credentials }: InitialiseOptions, draft: string): Promise<void> {
  const file = join(draft, PASSWORD_FILE);
  await writeFile(file, credentials.password("kubecent_super"), { mode: 0o600 });
  await giveTo(account, file);
}

async function runInitdb({ binaries, account }: InitialiseOptions, draft: string): Promise<void> {
  const args = {
    pgdata: join(draft, "data"),
    username: "kubecent_super",
    pwfile: join(draft, PASSWORD_FILE),
    auth: "scram-sha-256",
    encoding: "UTF8",
    // The builtin provider sorts alike on every platform, whatever locales the machine has.
    locale: "C",
    "locale-provider": "builtin",
    "builtin-locale": "C.UTF-8",
  };
  const options = Object.entries(args).map(([name, value]) => `--${name}=${value}`);
  const result = await runCommand(binaries.initdb, [...options, "--no-instructions"], { account });
  assertDone(result, "initdb");
}

/** In single-user mode, so that the folder is complete before anybody can start a server on it. */
async function createRoles(options: InitialiseOptions, folder: string): Promise<void> {
  const { binaries, account, credentials } = options;
  const password = credentials.password("kubecent");
  const statements = [
    `CREATE ROLE kubecent LOGIN CREATEROLE PASSWORD '${password}'`,
    `CREATE DATABASE ${DATABASE} OWNER kubecent`,
  ];
  // The log of a failed statement would show the password.
  const settings = ["-c", "exit_on_error=on", "-c", "log_min_error_statement=panic"];
  const result = await runCommand(binaries.postgres, ["--single", "-D", folder, ...settings, "postgres"], {
    account,
    input: `${statements.join("\n")}\n`,
  });
  assertDone(result, "postgres --single");
}

function assertDone({ exitCode, output }: CommandResult, program: string): void {
  if (exitCode === 0) return;
  const errors = output.split("\n").filter((line) => /error|fatal|panic|no space left/i.test(line));
  const found = (errors.length > 0 ? errors : output.trim().split("\n")).slice(-3).join(" | ");
  throw new EmbeddedPostgresError(
    `The embedded database could not be made: ${program} said: ${found}; ${remedyFor(output)}`,
  );
}
