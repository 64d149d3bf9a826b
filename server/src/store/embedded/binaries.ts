import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { canReach } from "./account.ts";
import type { Account } from "./run-command.ts";
import { copyOfPackage, restoreLinks } from "./binaries-copy.ts";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { type CommandResult, runCommand } from "./run-command.ts";
import { ensureSharedPlace } from "./shared-places.ts";

const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];
const WAY_OUT = "set DATABASE_URL to use a PostgreSQL of your own (15 or later)";

/** PostgreSQL's programs, where the account can run them. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** The major version, as in the file PG_VERSION. */
  readonly major: string;
}

/**
 * The programs from the npm package of this platform. Where the account cannot run them from there, they
 * are copied once to the first of `places` from which it can.
 */
export async function findBinaries(account: Account, places: readonly string[]): Promise<Binaries> {
  const packaged = packageFolder(`${process.platform}-${process.arch}`);
  // Without its links a library is not found; a copy gets them too, so a read-only package is no failure.
  await restoreLinks(packaged).catch(() => undefined);
  const first = await tryFolder(packaged, account);
  if ("major" in first) return first;
  for (const place of places) {
    if (!(await ensureSharedPlace(place)) || !(await canReach(account, place))) continue;
    const copy = await copyOfPackage(packaged, place);
    const result = copy === undefined ? undefined : await tryFolder(copy, account);
    if (result !== undefined && "major" in result) return result;
  }
  const asWhom = account === undefined ? "" : ` as user ${account.uid}`;
  throw new EmbeddedPostgresError(
    `PostgreSQL in ${packaged} does not run here${asWhom} (${first.output.trim()}), nor from a copy in ${places.join(" or ")}; make one of these folders reachable or ${WAY_OUT}`,
  );
}

/** The folder of the npm package with the programs for `platform`, such as `linux-x64`. */
export function packageFolder(platform: string): string {
  if (!PLATFORMS.includes(platform)) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform}, only for ${PLATFORMS.join(", ")}; ${WAY_OUT}`,
    );
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    // The package exports nothing but <package>/dist/index.js.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The package ${name} is not installed; run npm install without --omit=optional, or ${WAY_OUT}`,
      { cause },
    );
  }
}

/** Really runs it: that alone tells of closed folders, noexec mounts, missing libraries and another libc. */
async function tryFolder(packaged: string, account: Account): Promise<Binaries | CommandResult> {
  const bin = join(packaged, "native", "bin");
  const binaries = { postgres: join(bin, "postgres"), initdb: join(bin, "initdb") };
  const result = await runCommand(binaries.postgres, ["--version"], { account }).catch((error: unknown) => ({
    exitCode: null,
    output: String(error),
  }));
  const major = /^postgres \(PostgreSQL\) (\d+)/.exec(result.output)?.[1];
  return result.exitCode === 0 && major !== undefined ? { ...binaries, major } : result;
}
