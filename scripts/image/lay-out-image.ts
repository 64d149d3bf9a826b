import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { copyOf, type Instruction, readDockerfile, type Stage } from "./dockerfile.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
/** Docker's name of this processor, which the Dockerfile reads from TARGETARCH. */
const TARGET_ARCH = process.arch === "x64" ? "amd64" : process.arch;

/**
 * Lays out what the image of a stage holds in /app, without Docker: the Dockerfile's COPY and RUN lines are carried
 * out in folders below `folder`, one for each stage. Says which folder is the stage's /app.
 */
export function layOutImage(folder: string, target: string): string {
  const stages = readDockerfile(path.join(REPOSITORY, "Dockerfile"));
  return new Layout(folder, stages).folderOf(target);
}

class Layout {
  private readonly folder: string;
  private readonly stages: readonly Stage[];

  constructor(folder: string, stages: readonly Stage[]) {
    this.folder = folder;
    this.stages = stages;
  }

  /** The stage's /app, made now where it is not there yet. */
  folderOf(name: string): string {
    const stage = this.stages.find((one) => one.name === name);
    if (stage === undefined) {
      const known = this.stages.map((one) => one.name).join(", ");
      throw new Error(`The Dockerfile has no stage "${name}"; it has ${known}`);
    }
    const root = path.join(this.folder, name);
    if (!existsSync(root)) this.make(stage, root);
    return root;
  }

  private make(stage: Stage, root: string): void {
    const base = this.stages.find((one) => one.name === stage.base);
    mkdirSync(root, { recursive: true, mode: 0o755 });
    if (base !== undefined) copyInto(this.folderOf(base.name), root);
    for (const instruction of stage.instructions) this.carryOut(instruction, root);
  }

  private carryOut(instruction: Instruction, root: string): void {
    if (instruction.keyword === "COPY") this.copy(instruction, root);
    if (instruction.keyword === "RUN") run(instruction.text, root);
  }

  private copy(instruction: Instruction, root: string): void {
    const { from, sources, target } = copyOf(instruction);
    for (const source of sources) {
      const found = from === undefined ? path.join(REPOSITORY, source) : this.inStage(from, source);
      const isFolder = execFileSync("stat", ["-c", "%F", found], { encoding: "utf8" }).trim() === "directory";
      // As Docker does: of a folder its contents; a file keeps its name where the target is a folder.
      if (isFolder) copyInto(found, path.join(root, target), from !== undefined);
      else copyFile(found, path.join(root, target));
    }
  }

  private inStage(name: string, source: string): string {
    return path.join(this.folderOf(name), path.relative("/app", source));
  }
}

function copyInto(source: string, target: string, canLink = true): void {
  mkdirSync(target, { recursive: true, mode: 0o755 });
  execFileSync("cp", [canLink ? "-al" : "-a", `${source}/.`, target]);
}

function copyFile(source: string, target: string): void {
  mkdirSync(target, { recursive: true, mode: 0o755 });
  execFileSync("cp", ["-a", source, target]);
}

function run(command: string, cwd: string): void {
  const settings = { TARGETARCH: TARGET_ARCH, npm_config_prefer_offline: "true" };
  execFileSync("sh", ["-c", command], {
    cwd,
    env: { ...cleanEnvironment(), ...settings },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Without what npm hands on to its scripts, which would make an npm in another folder work in this one. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const handedOn = /^npm_(?:config_(?:local_prefix|global_prefix|prefix|omit)|lifecycle|package)|^NODE_ENV$|^INIT_CWD$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !handedOn.test(name)));
}
