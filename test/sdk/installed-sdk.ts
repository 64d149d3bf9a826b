import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const execute = promisify(execFile);

/** The package as somebody else gets it. */
export interface InstalledSdk {
  /** A folder in which nothing but the package is installed. */
  readonly folder: string;
  readonly tarball: string;
  /** What is in the tarball. */
  readonly files: readonly string[];
}

/** Builds, packs and installs the package, without the network: it has no dependencies. */
export async function installSdk(): Promise<InstalledSdk> {
  await run(process.execPath, [join(ROOT, "sdk/build.ts")], ROOT);
  const folder = await mkdtemp(join(tmpdir(), "kubecent-sdk-"));
  const packed = await run("npm", ["pack", "--json", "--pack-destination", folder], join(ROOT, "sdk"));
  const [{ filename, files }] = JSON.parse(packed);
  const tarball = join(folder, filename);
  await writeFile(join(folder, "package.json"), '{ "name": "consumer", "private": true }');
  await run("npm", ["install", tarball, "--offline", "--no-audit", "--no-fund"], folder);
  return { folder, tarball, files: files.map(({ path }: { path: string }) => path) };
}

/** Removes what `installSdk` made outside the project. */
export async function removeSdk({ folder }: InstalledSdk): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Runs a program, and returns what it printed. Fails with all that it printed. */
export async function run(
  program: string,
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = { cwd: folder, env: { ...process.env, ...env }, maxBuffer: 2 ** 24 };
  try {
    return (await execute(program, args, options)).stdout;
  } catch (error) {
    const said = ["stdout", "stderr"].map((stream) => String(Reflect.get(Object(error), stream) ?? ""));
    throw new Error(`${program} ${args.join(" ")} failed:\n${said.join("")}`, { cause: error });
  }
}

/** Runs one of the project's own tools. */
export async function runTool(name: string, args: readonly string[], folder: string): Promise<string> {
  return run(join(ROOT, "node_modules/.bin", name), args, folder);
}

/** The machine's own Node and the one that the project brings along. */
export function installedNodes(): string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const own = folders
    .filter((folder) => !folder.includes("node_modules"))
    .map((folder) => join(folder, "node"))
    .find((path) => existsSync(path));
  return own ? [own, process.execPath] : [process.execPath];
}

/** Checks a file against the installed package with the project's TypeScript, the package's own types included. */
export async function typeCheck(
  { folder }: InstalledSdk,
  { file, source, options }: { file: string; source: string; options: Readonly<Record<string, unknown>> },
): Promise<void> {
  const compilerOptions = { noEmit: true, strict: true, skipLibCheck: false, ...options };
  const project = join(folder, `tsconfig.${file}.json`);
  await writeFile(join(folder, file), source);
  await writeFile(project, JSON.stringify({ compilerOptions, files: [file] }));
  onTestFinished(() => rm(join(folder, file)));
  await runTool("tsc", ["-p", project], folder);
}
