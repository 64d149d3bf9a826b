import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { processOf } from "../../support/bundled-process.ts";
import { COMPILE_CACHE } from "../../support/server-process.ts";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

/** How a command ended, and all that it printed. */
export interface EndedCommand {
  readonly code: number;
  readonly output: string;
}

interface AdminCall {
  readonly env: Readonly<Record<string, string>>;
  /** The tree of the version whose command it is; unless given, this one. */
  readonly tree?: string | undefined;
}

/** Runs an operator's command of some version, to its end. */
export function runAdmin(
  args: readonly string[],
  { env, tree = REPOSITORY }: AdminCall,
): Promise<EndedCommand> {
  const command = tree === REPOSITORY ? processOf("admin") : ["server/src/admin.ts"];
  return run(process.execPath, [...command, ...args], { env, cwd: tree });
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a program to its end, whatever its exit code. */
export function run(
  program: string,
  args: readonly string[],
  { env = {}, cwd = REPOSITORY }: Surroundings = {},
): Promise<EndedCommand> {
  const surroundings = {
    PATH: process.env["PATH"] ?? "",
    HOME: tmpdir(),
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    ENVIRONMENT: "development",
    ...env,
  };
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env: surroundings, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`;
      if (error === null) resolve({ code: 0, output });
      else if (typeof error.code === "number") resolve({ code: error.code, output });
      else reject(error);
    });
  });
}
