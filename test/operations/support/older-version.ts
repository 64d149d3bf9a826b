import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

/** The tree of an older commit, ready to run. */
export interface OlderVersion {
  readonly folder: string;
  remove(): void;
}

/** Whether the history at hand reaches back to a commit: a shallow clone's does not. */
export function hasCommit(commit: string): boolean {
  try {
    execFileSync("git", ["cat-file", "-e", `${commit}^{commit}`], { cwd: REPOSITORY, stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Puts a commit's tree into a folder of its own, with the packages that its own lock file names. */
export function unpackVersion(commit: string): OlderVersion {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-older-"));
  chmodSync(folder, 0o755);
  const archive = execFileSync("git", ["archive", commit], { cwd: REPOSITORY, maxBuffer: 1 << 28 });
  execFileSync("tar", ["x", "-C", folder], { input: archive });
  const install = ["ci", "--omit=dev", "--prefer-offline", "--no-audit", "--no-fund"];
  execFileSync("npm", install, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
