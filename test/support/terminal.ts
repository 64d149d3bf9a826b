import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { COMPILE_CACHE } from "./server-process.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

/** Whether this machine has the `script` of util-linux, which gives a program a terminal. */
export const hasTerminals = spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes(
  "util-linux",
);
if (!hasTerminals) process.stderr.write("script (util-linux) is not installed: nothing runs at a terminal\n");

interface Screen {
  readonly code: number | null;
  /** What was written to the terminal, with its colours. */
  readonly text: string;
}

/** A program of Node's that runs at a real terminal. */
export interface AtTerminal {
  readonly ended: Promise<Screen>;
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal to the program itself. */
  signal(signal: NodeJS.Signals): void;
}

interface Options {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts Node at a terminal with these arguments, which need no quotes. */
export function startAtTerminal(
  words: readonly string[],
  { env = {}, cwd = REPOSITORY }: Options = {},
): AtTerminal {
  const command = `echo pid $$; exec ${process.execPath} ${words.join(" ")}`;
  const child = spawn("script", ["-qfec", command, "/dev/null"], {
    cwd,
    env: {
      PATH: process.env["PATH"] ?? "",
      TERM: "xterm-256color",
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...env,
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return {
    ended: once(child, "close").then(() => ({ code: child.exitCode, text })),
    until: (pattern) => untilMatch(child, pattern, () => text),
    signal: (signal) => process.kill(Number(/pid (\d+)/.exec(text)?.[1]), signal),
  };
}

async function untilMatch(
  child: ChildProcess,
  pattern: RegExp,
  text: () => string,
): Promise<RegExpExecArray> {
  for (;;) {
    const match = pattern.exec(text());
    if (match) return match;
    if (child.exitCode !== null)
      throw new Error(`The program ended and did not print ${pattern}:\n${text()}`);
    await Promise.race([child.stdout && once(child.stdout, "data"), once(child, "close")]);
  }
}
