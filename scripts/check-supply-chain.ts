// `npm run check:supply-chain`: what comes in from outside, and what must not go out. No network is needed.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { licenceFaults } from "./supply-chain/licence-faults.ts";
import { lockFaults } from "./supply-chain/lock-faults.ts";
import { LockSchema, type Manifest, ManifestSchema } from "./supply-chain/lock-file.ts";
import { secretFaults } from "./supply-chain/secret-faults.ts";

const MANIFESTS = ["", "shared/", "server/", "sdk/", "dashboard/"].map((place) => `${place}package.json`);
const LARGEST_BYTES = 5_000_000;

const lock = LockSchema.parse(readJson("package-lock.json"));
const faults = [
  ...lockFaults(lock, MANIFESTS.map(readManifest)),
  ...licenceFaults(lock, installedLicence),
  ...trackedFiles().flatMap(fileFaults),
];
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) {
  process.stderr.write(`${faults.length} faults. SECURITY.md, "What comes in", says what is wanted.\n`);
  process.exitCode = 1;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Our own workspaces name each other by their version, which is exact as well. */
function readManifest(file: string): Manifest {
  return ManifestSchema.parse(readJson(file));
}

function installedLicence(place: string): string | undefined {
  const file = path.join(place, "package.json");
  if (!existsSync(file)) return undefined;
  return z.object({ license: z.string().optional() }).safeParse(readJson(file)).data?.license;
}

function trackedFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return listed.split("\0").filter((file) => file !== "" && existsSync(file));
}

/** A file with NUL in its beginning is no text. */
function fileFaults(file: string): string[] {
  const bytes = readFileSync(file);
  if (bytes.length > LARGEST_BYTES || bytes.subarray(0, 8_000).includes(0)) return [];
  return secretFaults(file, bytes.toString("utf8"));
}
