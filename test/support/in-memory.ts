// Imported first, it lets this process and those that it starts keep temporary files in memory, where there is room: each
// file of tests has a database made for it, and nothing waits for a disk.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";

const IN_MEMORY = "/dev/shm";
/** Some times what a whole run has there at once. */
const NEEDED_BYTES = 6 * 1024 ** 3;

if (process.env["TMPDIR"] === undefined && hasRoom() && runsPrograms()) process.env["TMPDIR"] = IN_MEMORY;

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return Math.min(bavail * bsize, process.availableMemory()) > NEEDED_BYTES;
  } catch {
    return false;
  }
}

/** Containers may have it mounted so that no program in it is run; some tests lay out programs. */
function runsPrograms(): boolean {
  const folder = mkdtempSync(path.join(IN_MEMORY, "kubecent-test-program-"));
  const program = path.join(folder, "true");
  writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
  const { status } = spawnSync(program);
  rmSync(folder, { recursive: true });
  return status === 0;
}
