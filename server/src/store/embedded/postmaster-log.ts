import { type FileHandle, open, readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";

const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** Where postgres.log ended before a start, so that what this start wrote can be read alone. */
export interface PostmasterLog {
  readonly handle: FileHandle;
  /** What has been written since it was opened. */
  readNew(): Promise<string>;
}

/** Opens KUBECENT_DATA/postgres.log for a start; a log grown beyond 10 MB becomes postgres.log.1. */
export async function openPostmasterLog(dataFolder: string): Promise<PostmasterLog> {
  const file = join(dataFolder, "postgres.log");
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await rename(file, `${file}.1`);
  const start = size > MAX_LOG_BYTES ? 0 : size;
  const handle = await open(file, "a", 0o600);
  return { handle, readNew: async () => (await readFile(file)).subarray(start).toString("utf8") };
}

/** The last messages of a log that tell why a start failed, on one line. */
export function lastFailure(log: string): string {
  const lines = log.trim().split("\n");
  const failures = lines.filter((line) => /\b(PANIC|FATAL|ERROR|HINT): /.test(line));
  return (failures.length > 0 ? failures : lines).slice(-2).join(" | ");
}
