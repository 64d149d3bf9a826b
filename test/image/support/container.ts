import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readDockerfile } from "../../../scripts/image/dockerfile.ts";
import { configOf } from "../../../scripts/image/image-config.ts";

const SCRIPT = fileURLToPath(new URL("jail.sh", import.meta.url));
const STAGES = readDockerfile(new URL("../../../Dockerfile", import.meta.url));
const NAMESPACES = ["--mount", "--pid", "--fork", "--kill-child=SIGKILL"];
const UID = 1_000;
const PATH = "/usr/local/bin:/usr/bin:/bin";

/** Whether this machine lets us make namespaces, without which nothing here is a container. */
export const canContain = spawnSync("unshare", [...NAMESPACES, "mount", "--make-rprivate", "/"]).status === 0;
if (!canContain) process.stderr.write("No namespaces can be made here: the image is laid out and not run\n");

export interface ContainerOptions {
  readonly app: string;
  readonly target: "service" | "embedded";
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of the image's own: the words behind its ENTRYPOINT. */
  readonly args?: readonly string[];
  /** Instead of ENTRYPOINT and arguments. */
  readonly command?: readonly string[];
  /** Whose mounts are used, as by a container that is started again. */
  readonly volumes?: Volumes;
  readonly memoryGroup?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folders that a container may write to. */
export interface Volumes {
  readonly folder: string;
  remove(): void;
}

/** Mounts as Kubernetes makes them with fsGroup 1000: they are root's, and the group writes. */
export function createVolumes(): Volumes {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-container-"));
  for (const name of ["root", "data", "cache", "tmp"]) {
    mkdirSync(path.join(folder, name));
    if (name !== "root") chownSync(path.join(folder, name), 0, UID);
    chmodSync(path.join(folder, name), name === "root" ? 0o755 : 0o2775);
  }
  mkdirSync(path.join(folder, "root/etc"));
  writeFileSync(path.join(folder, "root/etc/hosts"), "127.0.0.1 localhost\n");
  chmodSync(folder, 0o755);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A container of the image: what ENTRYPOINT, CMD, ENV and USER of the Dockerfile say, in namespaces of its own. */
export class Container {
  readonly volumes: Volumes;
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private readonly texts = { stdout: "", stderr: "" };

  constructor(options: ContainerOptions) {
    this.volumes = options.volumes ?? createVolumes();
    // The base image of `embedded` has a user node; no other target needs a name for its user.
    const etc = path.join(this.volumes.folder, "root/etc");
    if (options.target === "embedded") {
      writeFileSync(path.join(etc, "passwd"), "node:x:1000:1000::/tmp:/bin/sh\n");
    }
    this.child = spawn("unshare", [...NAMESPACES, "sh", SCRIPT, ...wordsOf(options, this.volumes)], {
      env: environmentOf(options),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.on("data", (chunk: Buffer) => (this.texts.stdout += chunk.toString()));
    this.child.stderr?.on("data", (chunk: Buffer) => (this.texts.stderr += chunk.toString()));
    this.ended = once(this.child, "close").then(() => ({ code: this.child.exitCode, ...this.texts }));
  }

  /** What it has printed so far. */
  output(): string {
    return this.texts.stdout + this.texts.stderr;
  }

  /** Sends a signal to process 1, as `docker stop` and Kubernetes do. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    const first = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);
    if (first > 0) process.kill(first, signal);
  }

  /** Waits until it has printed something that matches. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output());
      if (match) return match;
      const isOver = this.child.exitCode !== null || this.child.signalCode !== null;
      if (isOver) throw new Error(`The container ended and did not print ${pattern}:\n${this.output()}`);
      const { stdout, stderr } = this.child;
      await Promise.race([stdout, stderr, this.child].map((one) => one && once(one, one === this.child ? "close" : "data")));
    }
  }

  /** Ends it at once, if it still runs. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }
}

/** Runs a container until it ends by itself. */
export function runInContainer(options: ContainerOptions): Promise<Ended> {
  return new Container(options).ended;
}

function wordsOf({ app, target, args, command }: ContainerOptions, { folder }: Volumes): string[] {
  const { entrypoint, cmd } = configOf(STAGES, target);
  const words = command ?? [...entrypoint, ...(args ?? cmd)];
  const places = ["data", "cache", "tmp"].map((name) => path.join(folder, name));
  return [path.join(folder, "root"), app, process.execPath, ...places, target === "embedded" ? "all" : "none", ...words];
}

function environmentOf({ env, target, memoryGroup }: ContainerOptions): NodeJS.ProcessEnv {
  const group = memoryGroup === undefined ? {} : { MEMORY_GROUP: memoryGroup };
  return { PATH: `${PATH}:/usr/sbin:/sbin`, ...configOf(STAGES, target).env, ...group, ...env };
}
