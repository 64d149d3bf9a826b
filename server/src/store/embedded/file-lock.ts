import { randomUUID } from "node:crypto";
import { link, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedPostgresError, systemCode } from "./embedded-postgres-error.ts";
import { ownIdentity, parseIdentity, stateOf } from "./process-identity.ts";

/** A holder in another container cannot be asked for; it shows that it lives by touching its file. */
const HEARTBEAT_MS = 2_000;
const HEARTBEAT_LOST_MS = 10_000;
const POLL_MS = 15;

/** A lock that this process holds until it is released, or until the process ends in whatever way. */
export interface FileLock {
  release(): Promise<void>;
}

/** Who holds a lock; `isElsewhere` where that is another container or machine. */
export interface LockHolder {
  readonly pid: number;
  readonly isElsewhere: boolean;
  /** Another number each time that it shows that it lives. By its own clock: nobody else's can be compared with it. */
  readonly touchedAtMs: number;
}

/**
 * Takes the lock `path`, or says who holds it.
 *
 * Files `path.1`, `path.2` … follow each other; the newest one tells who holds the lock, and an empty one
 * that nobody does. Whoever finds the newest one empty, or its process dead, makes the next one (of a process elsewhere
 * that takes looking at it for ten seconds): only one
 * process can, and the newest file is never removed, so a stale lock cannot be taken over twice.
 */
export async function tryLock(path: string): Promise<FileLock | LockHolder> {
  for (;;) {
    const newest = await newestGeneration(path);
    const holder = await holderOf(`${path}.${newest}`);
    if (holder !== undefined) return holder;
    const generation = newest + 1;
    if (!(await createWhole(`${path}.${generation}`))) continue;
    // Another process may have been one step ahead, made this very file, and cleared it away behind itself.
    if ((await newestGeneration(path)) === generation) return holdLock(path, generation);
    await rm(`${path}.${generation}`, { force: true });
  }
}

/** Takes the lock `path`; waits for its holder, at most `timeoutMs`. */
export async function waitForLock(path: string, timeoutMs: number): Promise<FileLock> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const result = await tryLock(path);
    if ("release" in result) return result;
    if (performance.now() > deadline) {
      throw new EmbeddedPostgresError(
        `The process with pid ${result.pid} has held ${path} for more than ${timeoutMs / 1000} s; stop it, then start again`,
      );
    }
    await sleep(POLL_MS);
  }
}

async function generationsOf(path: string): Promise<number[]> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path));
  return names
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
}

async function newestGeneration(path: string): Promise<number> {
  return Math.max(0, ...(await generationsOf(path)));
}

async function holderOf(file: string): Promise<LockHolder | undefined> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return "";
    throw error;
  });
  const identity = parseIdentity(text);
  if (identity === undefined) return undefined;
  const state = await stateOf(identity);
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
  if (state === "gone" || (state === "elsewhere" && isSilent(file, mtimeMs))) return undefined;
  return { pid: identity.pid, isElsewhere: state === "elsewhere", touchedAtMs: mtimeMs };
}

interface Touch {
  readonly touchedAtMs: number;
  /** When we saw it first, on a clock of ours that only grows. */
  readonly seenAtMs: number;
}

const lastTouches = new Map<string, Touch>();

/**
 * Whether the file was not touched for so long that its holder must be dead. Looked at over and over: how old a touch is
 * cannot be told from its time, for the clock of the machine that made it may be wrong by minutes.
 */
function isSilent(file: string, touchedAtMs: number): boolean {
  const nowMs = performance.now();
  const last = lastTouches.get(file);
  if (last?.touchedAtMs === touchedAtMs) return nowMs - last.seenAtMs >= HEARTBEAT_LOST_MS;
  lastTouches.set(file, { touchedAtMs, seenAtMs: nowMs });
  return false;
}

/** Makes the file with its content in one step, so that nobody reads half of it; false if it is there. */
async function createWhole(file: string): Promise<boolean> {
  const draft = `${file}.draft-${randomUUID()}`;
  try {
    await writeFile(draft, JSON.stringify(await ownIdentity()));
    await link(draft, file);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function holdLock(path: string, generation: number): Promise<FileLock> {
  const file = `${path}.${generation}`;
  const older = (await generationsOf(path)).filter((number) => number < generation);
  await Promise.all(
    older.map((number) => rm(join(dirname(path), `${basename(path)}.${number}`), { force: true })),
  );
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, HEARTBEAT_MS).unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      await truncate(file, 0).catch((error: unknown) => {
        // The whole folder may have been removed; then there is nothing left to hold.
        if (systemCode(error) !== "ENOENT") throw error;
      });
    },
  };
}
