import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
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

/**
 * Puts a commit's tree into a folder of its own. It runs on the packages that are installed here: those that it names must
 * be the same ones, and its own workspaces are taken from its own tree.
 */
export function unpackVersion(commit: string): OlderVersion {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-older-"));
  chmodSync(folder, 0o755);
  const archive = execFileSync("git", ["archive", commit], { cwd: REPOSITORY, maxBuffer: 1 << 28 });
  execFileSync("tar", ["x", "-C", folder], { input: archive });
  linkPackages(folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function linkPackages(folder: string): void {
  const [installed, linked] = [path.join(REPOSITORY, "node_modules"), path.join(folder, "node_modules")];
  mkdirSync(path.join(linked, "@kubecent"), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== "@kubecent") symlinkSync(path.join(installed, name), path.join(linked, name));
  }
  for (const name of ["server", "shared", "sdk"]) {
    symlinkSync(path.join(folder, name), path.join(linked, "@kubecent", name));
  }
  symlinkSync(path.join(REPOSITORY, "server/node_modules"), path.join(folder, "server/node_modules"));
}
