// Adds to package-lock.json the optional platform packages that `npm install` left out.
//
// npm drops an optional package from the lock file when the registry it talks to has no copy of it,
// and `npm ci` then refuses the whole lock file. The missing ones are always builds for another
// platform, named after it; an entry with its os and cpu is enough for npm to skip them here and to
// fetch them there. Run it after each `npm install` that changed the lock file.
import { readFileSync, writeFileSync } from "node:fs";

const LOCK_FILE = "package-lock.json";
const OS_NAMES = new Set([
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
  "aix",
]);
const CPU_NAMES = new Set([
  "arm64",
  "x64",
  "ia32",
  "arm",
  "ppc64",
  "riscv64",
  "s390x",
  "loong64",
  "mips64el",
  "wasm32",
]);

/** Reads os, cpu and libc out of a platform package's name, such as `@biomejs/cli-linux-x64-musl`. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = words.filter((word) => OS_NAMES.has(word));
  const cpu = words.filter((word) => CPU_NAMES.has(word));
  if (words.includes("wasm32")) return { cpu: ["wasm32"] };
  const libc = name.includes("musl") ? ["musl"] : /-gnu(eabihf)?$/.test(name) ? ["glibc"] : [];
  return { ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }), ...(os.length > 0 && { os }) };
}

const lock = JSON.parse(readFileSync(LOCK_FILE, "utf8"));
const missing = {};
for (const [path, owner] of Object.entries(lock.packages)) {
  // A package's platform builds stand beside it, in the node_modules folder that it stands in.
  const folder = path.includes("node_modules/") ? path.slice(0, path.lastIndexOf("node_modules/")) : "";
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const place = `${folder}node_modules/${name}`;
    if (lock.packages[place] ?? lock.packages[`node_modules/${name}`]?.version === version) continue;
    missing[place] = { version, ...(owner.dev && { dev: true }), optional: true, ...platformOf(name) };
  }
}
const names = Object.keys({ ...lock.packages, ...missing }).toSorted();
lock.packages = Object.fromEntries(names.map((name) => [name, lock.packages[name] ?? missing[name]]));
writeFileSync(LOCK_FILE, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${Object.keys(missing).length} platform packages added to ${LOCK_FILE}\n`);
