import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { MigrationFacts } from "./migration-faults.ts";

const LARGEST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** The repository that a release is made of. */
export class Repository {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Runs git and returns what it prints. Throws with git's own words. */
  git(...args: readonly string[]): string {
    return execFileSync("git", args, {
      cwd: this.folder,
      encoding: "utf8",
      maxBuffer: LARGEST_OUTPUT_BYTES,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  lines(...args: readonly string[]): string[] {
    return this.git(...args)
      .split("\n")
      .filter((line) => line !== "");
  }

  read(file: string): string {
    return readFileSync(path.join(this.folder, file), "utf8");
  }

  has(file: string): boolean {
    return existsSync(path.join(this.folder, file));
  }

  /** Runs a script of package.json; what it printed, and whether it was content. */
  npm(script: string): { readonly isGood: boolean; readonly output: string } {
    const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", script], {
      cwd: this.folder,
      encoding: "utf8",
      maxBuffer: LARGEST_OUTPUT_BYTES,
    });
    return { isGood: status === 0, output: `${stdout}${stderr}`.trim() };
  }

  /** All migrations, those that the last release has and that are gone among them. */
  migrations(lastTag: string | undefined): MigrationFacts[] {
    const released =
      lastTag === undefined ? [] : this.lines("ls-tree", "--name-only", `${lastTag}:migrations`);
    const present = readdirSync(path.join(this.folder, "migrations"));
    return [...new Set([...released, ...present])].toSorted().map((name) => {
      const file = `migrations/${name}`;
      const text = this.has(file) ? this.read(file) : undefined;
      return { name, text, landed: this.landed(file) ?? text ?? "", isReleased: released.includes(name) };
    });
  }

  /** A file as it was when it first came in; undefined while it is in no commit. */
  private landed(file: string): string | undefined {
    const first = this.lines("log", "--diff-filter=A", "--format=%H", "--", file).at(-1);
    return first === undefined ? undefined : this.git("show", `${first}:${file}`);
  }
}
