import { execFileSync } from "node:child_process";

/** A process and all that it has started, by pid. */
function family(pid: number): number[] {
  const lines = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const children = pairs.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  return [pid, ...children.flatMap(family)];
}

/** Sends a signal to processes, whether they are still there or not. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

/** Stops a process and all that it has started; returns them, to be continued. */
export function stopFamily(pid: number): number[] {
  // First itself: it must not start more while its children are counted.
  signalAll([pid], "SIGSTOP");
  const pids = family(pid);
  signalAll(pids, "SIGSTOP");
  return pids;
}
