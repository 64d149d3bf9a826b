import { createHash } from "node:crypto";
import { access, lstat, readdir, readFile, realpath, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { canReach } from "./account.ts";
import type { Account } from "./run-command.ts";
import { EmbeddedPostgresError, systemCode } from "./embedded-postgres-error.ts";
import { stopPostmaster } from "./postmaster-stop.ts";
import { ensureSharedPlace } from "./shared-places.ts";

const OTHERWISE = "set KUBECENT_DATA to a folder that every user can reach, or set DATABASE_URL";

/** The real path of the database that KUBECENT_DATA has, or undefined where it has none yet. */
export async function findDatabase(dataFolder: string): Promise<string | undefined> {
  const path = join(dataFolder, "postgres");
  const entry = await lstat(path).catch(undefinedIfMissing);
  if (entry === undefined) return undefined;
  const folder = await realpath(path).catch(undefinedIfMissing);
  if (folder === undefined) {
    throw new EmbeddedPostgresError(
      `${path} points to a database that is gone; restore it there, or remove this link to begin with an empty database`,
    );
  }
  if (await hasVersionFile(folder)) return folder;
  if ((await readdir(folder)).length === 0) return undefined;
  throw new EmbeddedPostgresError(
    `${path} is not empty and holds no PostgreSQL database (no file PG_VERSION); remove it or set another KUBECENT_DATA`,
  );
}

/** Whether it is there; true also where only its owner may look, who is told apart later. */
function hasVersionFile(folder: string): Promise<boolean> {
  return access(join(folder, "PG_VERSION")).then(
    () => true,
    (error: unknown) => systemCode(error) === "EACCES",
  );
}

/** Refuses a database that these programs cannot open. */
export async function assertUsable(database: string, major: string, account: Account): Promise<void> {
  const found = (await readFile(join(database, "PG_VERSION"), "utf8")).trim();
  if (found !== major) {
    throw new EmbeddedPostgresError(
      `The database in ${database} was made by PostgreSQL ${found} and this KubeCent brings PostgreSQL ${major}; carry it over with pg_dump and pg_restore, set another KUBECENT_DATA, or set DATABASE_URL to a PostgreSQL ${found}`,
    );
  }
  if (!(await canReach(account, database))) {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and user ${account?.uid} cannot reach its database ${database}; make the folders above it reachable (chmod o+x), ${OTHERWISE}`,
    );
  }
}

/** The folder to make the database in: KUBECENT_DATA, or where the account cannot reach it, one of `places`. */
export async function chooseParent(
  dataFolder: string,
  account: Account,
  places: readonly string[],
): Promise<string> {
  if (await canReach(account, dataFolder)) return dataFolder;
  const name = createHash("sha256").update(dataFolder).digest("hex").slice(0, 16);
  for (const place of places) {
    const parent = join(place, name);
    const isOurs = (await ensureSharedPlace(place)) && (await ensureSharedPlace(parent));
    if (isOurs && (await canReach(account, parent))) return parent;
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and user ${account?.uid} can reach neither KUBECENT_DATA ${dataFolder} nor ${places.join(" or ")}; ${OTHERWISE}`,
  );
}

/** Moves out of the way what an earlier KUBECENT_DATA of the same path, since removed, left in `parent`. */
export async function setAsideOrphan(parent: string): Promise<void> {
  const orphan = await realpath(join(parent, "postgres")).catch(undefinedIfMissing);
  if (orphan === undefined) return;
  await stopPostmaster(orphan);
  await rename(orphan, `${orphan}.orphan-${new Date().toISOString().replaceAll(":", "")}`);
}

/** Leaves word in KUBECENT_DATA of a database that stands elsewhere. */
export async function linkDatabase(dataFolder: string, parent: string): Promise<void> {
  const path = join(dataFolder, "postgres");
  await rm(path, { force: true, recursive: true });
  await symlink(join(parent, "postgres"), path);
}

function undefinedIfMissing(error: unknown): undefined {
  if (systemCode(error) !== "ENOENT") throw error;
}
