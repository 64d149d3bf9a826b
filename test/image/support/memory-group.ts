import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";

/** Where control groups are, and what a limit is called there: the new kind, and the old one. */
const KINDS = [
  { root: "/sys/fs/cgroup", file: "memory.max" },
  { root: "/sys/fs/cgroup/memory", file: "memory.limit_in_bytes" },
];

export interface MemoryGroup {
  readonly folder: string;
  remove(): void;
}

/** A control group with a limit of memory, as a container has it; undefined where this machine lets us make none. */
export function createMemoryGroup(bytes: number): MemoryGroup | undefined {
  for (const { root, file } of KINDS) {
    const folder = `${root}/kubecent-test-${randomBytes(4).toString("hex")}`;
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    const remove = (): void => rmdirSync(folder);
    try {
      // The folder's own files tell a control group from any other folder.
      if (existsSync(`${folder}/${file}`)) {
        writeFileSync(`${folder}/${file}`, String(bytes));
        return { folder, remove };
      }
    } catch {
      // The controller is not given to us.
    }
    remove();
  }
  process.stderr.write("No control group can be made here: the image is not run within a limit of memory\n");
  return undefined;
}
