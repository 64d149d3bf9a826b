import { readSettings, type Settings } from "./config/read-settings.ts";
import { SettingsError } from "./config/settings-error.ts";
import { createLogger } from "./http/log/logger.ts";
import { EXIT, startFailure } from "./run/exit.ts";
import { type RunningServer, startServer } from "./run/start-server.ts";

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

const settings = settingsOrExit();
const log = createLogger(settings);
for (const { event, ...fields } of settings.warnings) log.warn(event, fields);

let server: Promise<RunningServer> | undefined;
let stopping = false;

async function stop(signal: string): Promise<void> {
  log.info("shutdown.start", { signal });
  const running = await server;
  await running?.stop();
  log.info("shutdown.complete", {});
}

for (const signal of SIGNALS) {
  process.on(signal, () => {
    // Who asks a second time does not want to wait.
    if (stopping) process.exit(EXIT.interrupted);
    stopping = true;
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => fail(startFailure(error).line, EXIT.software),
    );
  });
}

for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    const failure = error instanceof Error ? error : new Error(String(error));
    log.error("uncaught_exception", {
      error_type: failure.name,
      error: failure.message,
      stack: failure.stack,
    });
    // The state after it is unknown: better to start anew than to go on with it.
    fail(`KubeCent stops after an unexpected error: ${failure.message}`, EXIT.software);
  });
}

server = startServer(settings, log);
try {
  await server;
} catch (error) {
  const { line, code } = startFailure(error);
  fail(line, code);
}
