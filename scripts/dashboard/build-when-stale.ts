import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readSettings } from "../../server/src/config/read-settings.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const BUILT = path.join(REPOSITORY, "dashboard", "dist");
const VITE = path.join(REPOSITORY, "node_modules", "vite", "bin", "vite.js");
/** What the build is made of. Folders count by their own time as well, which changes when a file in them is gone. */
const SOURCES = ["dashboard", "sdk/src", "shared/src", "package-lock.json"];
/** Below these is nothing that the build is made of. */
const NO_SOURCES = new Set(["dist", "node_modules"]);

/**
 * Builds the dashboard where it is missing or older than its sources, which takes a few seconds, and tells so. It is not
 * built where it is turned off. A build that fails is told as well, and the service starts without it.
 */
export async function buildWhenStale(tell: (line: string) => void): Promise<void> {
  const why = staleness();
  if (why === null || !isWanted()) return;
  tell(`Building the dashboard: ${why}.`);
  const startedAt = performance.now();
  const failure = await build();
  tell(
    failure === null
      ? `Built in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.`
      : `It could not be built, so the service starts without this build. Try: npm run build:dashboard\n${failure}`,
  );
}

/** Why the dashboard has to be built; null where it is as its sources are. A look at some hundred files, without Vite. */
export function staleness(built: string = BUILT, sources: readonly string[] = SOURCES): string | null {
  const page = path.join(built, "index.html");
  if (!existsSync(page)) return "there is none yet";
  const builtAt = statSync(page).mtimeMs;
  const isNewer = sources.some((source) => newestIn(path.resolve(REPOSITORY, source)) > builtAt);
  return isNewer ? "its sources are newer than the last build" : null;
}

function newestIn(place: string): number {
  const stats = statSync(place);
  if (!stats.isDirectory()) return stats.mtimeMs;
  // The folder that the build itself lies in changes with each build.
  const own = place === path.dirname(BUILT) ? 0 : stats.mtimeMs;
  const below = readdirSync(place).filter((name) => !NO_SOURCES.has(name));
  return Math.max(own, ...below.map((name) => newestIn(path.join(place, name))));
}

/** Settings that are not valid are told of by the service itself. */
function isWanted(): boolean {
  try {
    return readSettings(process.env).DASHBOARD_ENABLED;
  } catch {
    return false;
  }
}

/** Builds beside the last build and then takes its place: another service may be reading that one. Returns why it failed. */
async function build(): Promise<string | null> {
  if (!existsSync(VITE)) return "Vite is not installed: run npm ci with the packages for development.";
  const fresh = path.join(REPOSITORY, "build", `dashboard-${process.pid}`);
  const child = spawn(
    process.execPath,
    [VITE, "build", "dashboard", "--outDir", fresh, "--logLevel", "error"],
    {
      cwd: REPOSITORY,
      // Tests, and some shells, say otherwise, and then React comes with what its developers need.
      env: { ...process.env, NODE_ENV: "production" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (said += String(chunk)));
  try {
    await once(child, "close");
    if (child.exitCode !== 0) return said.trim();
    replace(BUILT, fresh);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function replace(place: string, fresh: string): void {
  const old = `${fresh}-old`;
  if (existsSync(place)) renameSync(place, old);
  renameSync(fresh, place);
  rmSync(old, { recursive: true, force: true });
}
