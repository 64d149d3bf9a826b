/** Aborted once somebody stops the command. */
export function untilStopped(): AbortSignal {
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  process.once("SIGTERM", () => stopping.abort());
  return stopping.signal;
}

/** Writes a line of the command's own result. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
