import { constants } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commandLineOf } from "./process-identity.ts";

/** What a postmaster says of itself in its folder's postmaster.pid. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

/** The live postmaster of this folder; undefined if there is none, or only a stale postmaster.pid. */
export async function findPostmaster(folder: string): Promise<Postmaster | undefined> {
  const postmaster = parse(await readPidFile(folder));
  if (postmaster === undefined) return undefined;
  return (await isPostmaster(postmaster.pid, folder)) ? postmaster : undefined;
}

/** The port that the folder's last postmaster listened on, where it ended without clearing up; else 0. */
export async function recordedPort(folder: string): Promise<number> {
  return parse(await readPidFile(folder))?.port ?? 0;
}

/** Whether the process is a live postmaster of this folder; its pid may have gone to any other since. */
export async function isPostmaster(pid: number, folder: string): Promise<boolean> {
  const command = await commandLineOf(pid);
  return command?.includes(`postgres -D ${folder} -c `) === true;
}

/**
 * Makes PostgreSQL take a stale postmaster.pid for stale although its pid has gone to a live process: it
 * ignores the pid of its own parent, which is this process. Removing the file would do so too, but its line
 * on shared memory is what keeps a new postmaster off the folder while backends of the old one still run.
 */
export async function disownPidFile(folder: string): Promise<void> {
  const [first, ...rest] = (await readPidFile(folder)).split("\n");
  if (first === undefined || first === "" || first === String(process.pid)) return;
  // As root: what PostgreSQL's own user may have put there as a link is not followed.
  const flag = constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW;
  await writeFile(join(folder, "postmaster.pid"), [process.pid, ...rest].join("\n"), { flag });
}

function readPidFile(folder: string): Promise<string> {
  return readFile(join(folder, "postmaster.pid"), "utf8").catch(() => "");
}

/** Lines: pid, folder, start, port, socket folder, address, shared memory, status. */
function parse(text: string): Postmaster | undefined {
  const [pid, , , port, , , , status] = text.split("\n");
  if (!/^\d+$/.test(pid ?? "")) return undefined;
  return { pid: Number(pid), port: Number(port ?? 0), isReady: status?.trim() === "ready" };
}
