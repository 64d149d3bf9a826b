import { chmod, chown, stat } from "node:fs/promises";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { type Account, runCommand } from "./run-command.ts";

/** The user without rights on Linux; initdb asks for an entry in /etc/passwd, and this one has it. */
const NOBODY = { uid: 65_534, gid: 65_534 };

const isRoot = (): boolean => process.geteuid?.() === 0;

/**
 * Who runs PostgreSQL, which refuses to run as root: as root, the owner of the database if it has one
 * already, else a user without rights.
 */
export async function accountFor(database: string | undefined): Promise<Account> {
  const owner = database === undefined ? undefined : await stat(database);
  if (isRoot()) return owner === undefined || owner.uid === 0 ? NOBODY : { uid: owner.uid, gid: owner.gid };
  if (owner !== undefined && owner.uid !== process.geteuid?.()) {
    throw new EmbeddedPostgresError(
      `The database in ${database} belongs to user ${owner.uid} and this process runs as user ${process.geteuid?.()}; start as user ${owner.uid} or as root, or set another KUBECENT_DATA`,
    );
  }
  return undefined;
}

/** Whether the account gets into `folder`. */
export async function canReach(account: Account, folder: string): Promise<boolean> {
  if (account === undefined) return true;
  const { exitCode } = await runCommand("/bin/sh", ["-c", 'cd "$0"', folder], { account });
  return exitCode === 0;
}

/** Gives one new file or folder to the account. */
export async function giveTo(account: Account, path: string): Promise<void> {
  if (account !== undefined) await chown(path, account.uid, account.gid);
}

/** Puts owner and mode of a database right that came back from a backup with those of root. */
export async function repairOwnership(account: Account, database: string): Promise<void> {
  const { uid, mode } = await stat(database);
  if (account !== undefined && uid !== account.uid) {
    await runCommand("chown", ["-R", `${account.uid}:${account.gid}`, database], {});
  }
  // PostgreSQL refuses to start where others may read.
  if ((mode & 0o077) !== 0) await chmod(database, 0o700);
}
