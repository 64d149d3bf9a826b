import { execFile } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { promisify } from "node:util";
import { z } from "zod";

const isLinux = process.platform === "linux";

const processIdentitySchema = z.object({
  pid: z.int().positive(),
  /** Opaque: clock ticks since boot on Linux, what `ps` prints elsewhere. */
  startedAt: z.string(),
  /** Where the pid has its meaning: the boot and the pid namespace, so containers are told apart. */
  pidSpace: z.string(),
});

/** A process that can be told from a later one with the same pid, as it is written to files. */
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** `elsewhere`: another container, machine or boot, whose pids say nothing here. */
export type ProcessState = "running" | "gone" | "elsewhere";

/** Reads an identity from a file's text; undefined for what a crash of the machine may leave there. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    return processIdentitySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

let own: Promise<ProcessIdentity> | undefined;

/** The identity of this process. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= readOwnIdentity();
  return own;
}

async function readOwnIdentity(): Promise<ProcessIdentity> {
  const startedAt = (await startOf(process.pid)) ?? "";
  return { pid: process.pid, startedAt, pidSpace: await pidSpace() };
}

async function pidSpace(): Promise<string> {
  if (!isLinux) return hostname();
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
  return `${boot.trim()} ${await readlink("/proc/self/ns/pid")}`;
}

/** Whether the process that `identity` was taken of still runs. */
export async function stateOf(identity: ProcessIdentity): Promise<ProcessState> {
  const { pidSpace: here } = await ownIdentity();
  if (identity.pidSpace !== here) return "elsewhere";
  return (await startOf(identity.pid)) === identity.startedAt ? "running" : "gone";
}

/** The command line of a live process, its arguments joined by spaces; undefined where there is none. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  if (!isLinux) return askPs(pid, "command=");
  // Readable for every user, unlike /proc/<pid>/exe and cwd, which root in a container may not see.
  const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return text === "" ? undefined : text.split("\0").join(" ");
}

async function startOf(pid: number): Promise<string | undefined> {
  if (!isLinux) return askPs(pid, "lstart=");
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name, in parentheses, may hold anything; state is the first field after it, the start the 20th.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const isDead = fields[0] === "Z" || fields[0] === "X";
  return isDead ? undefined : fields[19];
}

async function askPs(pid: number, column: string): Promise<string | undefined> {
  const env = { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" };
  const args = ["-ww", "-o", column, "-p", String(pid)];
  const { stdout } = await promisify(execFile)("ps", args, { env }).catch(() => ({ stdout: "" }));
  return stdout.trim() === "" ? undefined : stdout.trim();
}
