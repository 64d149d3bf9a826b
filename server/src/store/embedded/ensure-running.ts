import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { findPostmaster } from "./postmaster-file.ts";
import type { StartResult } from "./postmaster-start.ts";
import { stopPostmaster } from "./postmaster-stop.ts";

const RETRY_MS = 50;
const TIMEOUT_MS = 30_000;

/** The postmaster that now runs, and whether it was started here or found running. */
export interface RunningPostmaster {
  readonly port: number;
  readonly started: boolean;
}

/** How to start a postmaster on `folder`, and how to see whether it answers on a port. */
export interface RunOptions {
  readonly folder: string;
  start(): Promise<StartResult>;
  /** Returns why it does not answer yet, or undefined; throws where it never will. */
  connect(port: number): Promise<string | undefined>;
}

/**
 * Adopts the live postmaster of the folder, or starts one. One that is just starting or stopping is waited
 * for; so are the backends that a killed postmaster left behind.
 */
export async function ensureRunning(options: RunOptions): Promise<RunningPostmaster> {
  const deadline = performance.now() + TIMEOUT_MS;
  let started = false;
  try {
    for (;;) {
      const result = await findOrStart(options);
      started ||= "port" in result && result.started;
      const failure = "port" in result ? await options.connect(result.port) : result.passingFailure;
      if ("port" in result && failure === undefined) return { port: result.port, started };
      if (performance.now() > deadline) throw timeout(options.folder, failure);
      await sleep(RETRY_MS);
    }
  } catch (error) {
    if (started) await stopPostmaster(options.folder);
    throw error;
  }
}

async function findOrStart(
  options: RunOptions,
): Promise<RunningPostmaster | { readonly passingFailure: string }> {
  const live = await findPostmaster(options.folder);
  if (live?.isReady) return { port: live.port, started: false };
  if (live !== undefined) return { passingFailure: `the process with pid ${live.pid} is not ready` };
  const result = await options.start();
  return "port" in result ? { port: result.port, started: true } : result;
}

function timeout(folder: string, failure: string | undefined): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The embedded PostgreSQL in ${folder} could not be started for ${TIMEOUT_MS / 1000} s: ${failure}; end the processes that still use this folder, then start again`,
  );
}
