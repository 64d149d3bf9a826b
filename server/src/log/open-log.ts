import { type DestinationStream, pino } from "pino";
import type { PrettyOptions } from "pino-pretty";
import type { Settings } from "../config/read-settings.ts";
import { createLogger, type Log, NOTICE_LEVEL, outputTo } from "./logger.ts";
import { type Colours, prettyLine } from "./pretty-line.ts";

type LogSettings = Pick<Settings, "LOG_LEVEL" | "LOG_FORMAT">;
type Prettify = (line: string) => string;

/** Where a process writes: 1 is its standard output, 2 its standard error. */
interface Output {
  readonly fd: 1 | 2;
  readonly isTTY?: boolean;
}

/**
 * The log of the process: short lines for a person at a terminal, JSON for everything else. What makes the short lines
 * comes with the packages for development; without it the log is JSON, at a terminal too.
 */
export async function openLog(settings: LogSettings, output: Output): Promise<Log> {
  const isTerminal = output.isTTY === true;
  const isWanted = settings.LOG_FORMAT === "pretty" || (settings.LOG_FORMAT === "auto" && isTerminal);
  const prettify = isWanted ? await loadPrettifier(isTerminal) : null;
  const log = createLogger(settings, outputFor(output, { isTerminal, prettify }));
  if (settings.LOG_FORMAT === "pretty" && prettify === null) {
    log.warn("log.not_pretty", {
      message:
        "LOG_FORMAT is pretty, but the package pino-pretty is not installed, so lines are JSON. Set LOG_FORMAT to auto or json, or install the packages for development.",
    });
  }
  return log;
}

function outputFor(
  { fd }: Output,
  { isTerminal, prettify }: { readonly isTerminal: boolean; readonly prettify: Prettify | null },
): DestinationStream {
  // A terminal is written to at once, as Node itself does: a line that waits could be lost when the process ends.
  const output = outputTo(fd, { isAtOnce: prettify !== null && isTerminal });
  return prettify === null ? output : { write: (line) => output.write(prettify(line)) };
}

/** In this thread and not in pino's worker, whose last lines are lost when the process ends. */
async function loadPrettifier(isTerminal: boolean): Promise<Prettify | null> {
  try {
    const { isColorSupported, prettyFactory } = await import("pino-pretty");
    return prettyFactory(prettyOptions(isTerminal && isColorSupported));
  } catch {
    // Not installed, or not whole: no reason to do without a log.
    return null;
  }
}

function prettyOptions(colorize: boolean): PrettyOptions {
  return {
    colorize,
    // Our lines name their level, for which pino-pretty knows numbers alone unless it is told.
    customLevels: { ...pino.levels.values, notice: NOTICE_LEVEL },
    useOnlyCustomProps: false,
    customColors: { message: "reset" },
    // Our own words tell the caller; it takes the field for the place in the code.
    ignore: "caller",
    translateTime: "SYS:HH:MM:ss",
    hideObject: true,
    messageFormat: (line, ...[, , { colors }]) => prettyLine(line, colors satisfies Colours),
  };
}
