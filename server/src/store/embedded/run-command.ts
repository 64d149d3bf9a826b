import { execFile } from "node:child_process";
import { EmbeddedPostgresError, systemCode } from "./embedded-postgres-error.ts";

/** The user that PostgreSQL runs as; undefined: the one that this process runs as. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

/** How a program ended, and what it said on both its outputs. */
export interface CommandResult {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly output: string;
}

/** What the programs see of the environment: no PG* variables, English messages, a TZ that spares initdb a search. */
export const COMMAND_ENV = { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin:/usr/sbin:/sbin" };

/** Runs a program to its end as `account`, with `input` on its standard input. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: { readonly account?: Account; readonly input?: string },
): Promise<CommandResult> {
  const { account, input = "" } = options;
  return new Promise((resolve, reject) => {
    // Our own working folder may be closed to the account.
    const child = execFile(
      file,
      args,
      { ...account, cwd: "/", env: COMMAND_ENV },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`;
        if (error === null) resolve({ exitCode: 0, output });
        else if (typeof error.code === "number") resolve({ exitCode: error.code, output });
        else if (error.signal) resolve({ exitCode: null, output: `${output}ended by ${error.signal}` });
        else reject(spawnFailure(file, account, error));
      },
    );
    // A program that ends before it has read everything closes the pipe; its exit code tells the story.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

/** One line for a program that could not even be started. */
export function spawnFailure(file: string, account: Account, error: unknown): EmbeddedPostgresError {
  const code = systemCode(error);
  const asWhom = account === undefined ? "" : ` as user ${account.uid}`;
  return new EmbeddedPostgresError(
    `${file} could not be run${asWhom} (${code ?? String(error)}); start as an ordinary user or set DATABASE_URL to use another PostgreSQL`,
    { cause: error },
  );
}
