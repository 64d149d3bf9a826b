import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from "pino";
import type { Settings } from "../config/read-settings.ts";
import { lineFields } from "./clean-fields.ts";
import type { LogFieldName } from "./log-fields.ts";

/** Only fields that the list of them names are written. */
export type LogFields = Readonly<Partial<Record<LogFieldName, unknown>>>;

/** Writes one line per event: its name, its fields, and the time. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** Written whatever the level: what must be kept outside, such as the audit chain's checkpoints. */
  notice(event: string, fields?: LogFields): void;
  /** A log whose lines all carry these fields. */
  child(fields: LogFields): Log;
}

/** What may wait for a reader of our output; more is dropped rather than kept, or waited for. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/**
 * Lines go out together: a write for each took a twentieth of what a request costs, and one for 4 kB a fourteenth of what an
 * answer at hand does. sonic-boom writes 16 KiB at most at a time. None waits longer than this.
 */
const BATCH_BYTES = 15 * 1_024;
const LONGEST_WAIT_MS = 100;
/** Above all levels of pino but `silent`. */
export const NOTICE_LEVEL = 100;

/** The log of the process: JSON lines on standard output, or where `to` says. */
export function createLogger({ LOG_LEVEL }: Pick<Settings, "LOG_LEVEL">, to?: DestinationStream): Log {
  const options = {
    level: LOG_LEVEL,
    base: null,
    customLevels: { notice: NOTICE_LEVEL },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  };
  return wrap(pino(options, to ?? outputTo(1)));
}

/** An output of the process. What waits is written when the process ends, unless it is killed. */
export function outputTo(fd: 1 | 2, { isAtOnce = false } = {}): DestinationStream {
  // Not synchronous, except for a person: a reader that stands still would hold up every request.
  const output = destination({
    dest: fd,
    sync: isAtOnce,
    maxLength: MAX_WAITING_BYTES,
    ...(!isAtOnce && { minLength: BATCH_BYTES, periodicFlush: LONGEST_WAIT_MS }),
  });
  // A reader that is gone is no reason to end the service.
  output.on("error", () => undefined);
  return output;
}

function wrap(logger: Logger<"notice">): Log {
  const write =
    (level: "debug" | "info" | "warn" | "error" | "notice") =>
    (event: string, fields: LogFields = {}): void => {
      if (logger.isLevelEnabled(level)) logger[level]({ ...lineFields(fields), event });
    };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    notice: write("notice"),
    child: (fields) => wrap(logger.child(lineFields(fields))),
  };
}
