import { readdir, readFile } from "node:fs/promises";

const NANO_PER_MS = 1e6;
const TICK_MS = 10;
/** Places in /proc/PID/stat behind the name: the parent, and user and system time of children that have ended. */
const PARENT = 1;
const ENDED = [13, 14];

/** Processor time that a process has taken with all of its threads until now, in milliseconds; zero where it is gone. Linux alone tells. */
export async function processorMsOf(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const times = await Promise.all(threads.map((thread) => nanosOf(`/proc/${pid}/task/${thread}/schedstat`)));
  return times.reduce((sum, nanos) => sum + nanos, 0) / NANO_PER_MS;
}

/** The same of a server of PostgreSQL: of its first process and of all that it has started, those that ended too. */
export async function databaseMsOf(postmaster: number): Promise<number> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(processes.map(async (pid) => (await statOf(pid))[PARENT]));
  const children = processes.filter((_, index) => parents[index] === String(postmaster));
  const times = await Promise.all([postmaster, ...children.map(Number)].map(processorMsOf));
  return times.reduce((sum, ms) => sum + ms, await endedMsOf(postmaster));
}

/** The first process of the server that runs in a folder. Throws where none runs. */
export async function postmasterOf(folder: string): Promise<number> {
  const [pid] = (await readFile(`${folder}/postmaster.pid`, "utf8")).split("\n");
  return Number(pid);
}

/** The first of three figures is what it has run, in nanoseconds; `stat` counts in hundredths of a second. */
async function nanosOf(path: string): Promise<number> {
  const text = await readFile(path, "utf8").catch(() => "0");
  return Number(text.split(" ")[0]);
}

/** Of processes that it has started and that have ended. */
async function endedMsOf(pid: number): Promise<number> {
  const stat = await statOf(String(pid));
  return ENDED.reduce((sum, place) => sum + Number(stat[place] ?? 0) * TICK_MS, 0);
}

/** What /proc tells of a process behind its name, which may hold anything but ends with the last parenthesis. */
async function statOf(pid: string): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
