import { randomUUID } from "node:crypto";
import { readSettings, type Settings } from "./config/read-settings.ts";
import { SettingsError } from "./config/settings-error.ts";
import { errorFields } from "./log/clean-fields.ts";
import { openLog } from "./log/open-log.ts";
import { EXIT, outliveClosedOutput, startFailure } from "./run/start/exit.ts";
import { boundHeap } from "./run/start/bound-heap.ts";
import type { RunningServer } from "./run/start/start-server.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

// What goes wrong before the log exists, or keeps the service from starting, is one message on stderr.
function fail(message: string, code: number): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

function settingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (error instanceof SettingsError) return fail(error.message, EXIT.config);
    throw error;
  }
}

outliveClosedOutput();
boundHeap();
const settings = settingsOrExit();
const log = await openLog(settings, process.stdout);
for (const { event, ...fields } of settings.warnings) log.warn(event, fields);
// To load the service takes a second of a processor: settings that are refused need not wait for it.
const { startServer } = await import("./run/start/start-server.ts");

/** How long a service that stops after an unexpected error may take to finish what is under way. */
const LAST_MS = 25_000;

let server: Promise<RunningServer> | undefined;
let stopping = false;

async function stop(shutdownDelayMs: number): Promise<void> {
  const running = await server;
  await running?.stop({ shutdownDelayMs });
}

async function stopBySignal(signal: NodeJS.Signals): Promise<void> {
  log.info("shutdown.start", { signal });
  // Who sits before it knows that it ends; a balancer has to notice.
  await stop(signal === "SIGTERM" ? settings.SHUTDOWN_DELAY_SECONDS * 1_000 : 0);
  log.info("shutdown.complete", {});
}

for (const signal of SIGNALS) {
  process.on(signal, () => {
    // Ctrl-C by somebody who does not want to wait. Other signals come several times as a rule: supervisors send them to
    // the whole group, and npm and the launcher hand them on.
    if (stopping && signal === "SIGINT") process.exit(EXIT.interrupted);
    if (stopping) return;
    stopping = true;
    stopBySignal(signal).then(
      () => process.exit(0),
      (error: unknown) => fail(startFailure(error).line, EXIT.software),
    );
  });
}

for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (thrown: unknown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    log.error("uncaught_exception", { error_id: randomUUID(), path: null, ...errorFields(error) });
    // What was not expected does not end the end.
    if (stopping) return;
    stopping = true;
    const end = (): never =>
      fail(`KubeCent stops after an unexpected error: ${error.message}`, EXIT.software);
    setTimeout(end, LAST_MS);
    // The state after it is unknown: requests under way may finish, and then it is better to start anew.
    stop(0).then(end, end);
  });
}

server = startServer(settings, log);
try {
  await server;
} catch (error) {
  const { line, code } = startFailure(error);
  fail(line, code);
}
