import { lockPath, prepareDataFolder } from "./data-folder.ts";
import { asEmbeddedPostgresError, EmbeddedPostgresError } from "./embedded-postgres-error.ts";
import { type FileLock, waitForLock } from "./file-lock.ts";
import { type EventLog, openDatabase, type OpenDatabaseOptions } from "./open-embedded.ts";
import { findPostmaster } from "./postmaster-file.ts";
import { stopPostmaster } from "./postmaster-stop.ts";
import { defaultSharedPlaces } from "./shared-places.ts";
import { hasLiveUser, registerUser, type RegisteredUser } from "./users.ts";

/** Longer than the slowest first start, which another process may be busy with. */
const LOCK_TIMEOUT_MS = 120_000;

/** What `openEmbeddedPostgres` needs. */
export interface EmbeddedPostgresOptions {
  /** KUBECENT_DATA; made where it is missing. */
  readonly dataFolder: string;
  readonly log?: EventLog;
  /** Where root puts what PostgreSQL's own user cannot reach in the data folder; /var/lib/kubecent by default. */
  readonly sharedPlaces?: readonly string[];
}

/** A running PostgreSQL that this process uses, perhaps together with others. */
export interface EmbeddedPostgres {
  /** For the role `kubecent`: no superuser, owner of the database `kubecent`, may create roles. */
  readonly url: string;
  /** False where a running one was adopted. */
  readonly started: boolean;
  /** Starts it again where it has ended without being told to; its url stays what it is. */
  revive(): Promise<"alive" | "revived">;
  /** Stops it if nobody else uses it; a second call does nothing. End all connections before. */
  close(): Promise<void>;
}

/** Opens the PostgreSQL that lives in KUBECENT_DATA: makes it, starts it, or adopts it while it runs. */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => undefined, sharedPlaces = defaultSharedPlaces() } = options;
  const dataFolder = await prepareDataFolder(options.dataFolder);
  try {
    const lock = await openingLock(dataFolder);
    try {
      return await openAsUser({ dataFolder, sharedPlaces, log });
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw asEmbeddedPostgresError(error, dataFolder);
  }
}

async function openAsUser(options: OpenDatabaseOptions): Promise<EmbeddedPostgres> {
  const { dataFolder, log } = options;
  const user = await registerUser(dataFolder);
  try {
    const { url, started, folder } = await openDatabase(options);
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> =>
      (closing ??= closeDatabase({ dataFolder, folder, user, log }).catch((error: unknown) => {
        throw asEmbeddedPostgresError(error, dataFolder);
      }));
    const revive = (): Promise<"alive" | "revived"> => reviveDatabase(options, folder, url);
    return { url, started, revive, close };
  } catch (error) {
    await user.unregister();
    throw error;
  }
}

async function reviveDatabase(
  options: OpenDatabaseOptions,
  folder: string,
  url: string,
): Promise<"alive" | "revived"> {
  if (await findPostmaster(folder)) return "alive";

  const lock = await openingLock(options.dataFolder);
  try {
    const revived = await openDatabase({ ...options, port: Number(new URL(url).port) });
    if (revived.url === url) return "revived";
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL in ${folder} was started on another port by another process; restart this one`,
    );
  } finally {
    await lock.release();
  }
}

interface OpenedDatabase {
  readonly dataFolder: string;
  readonly folder: string;
  readonly user: RegisteredUser;
  readonly log: EventLog;
}

async function closeDatabase({ dataFolder, folder, user, log }: OpenedDatabase): Promise<void> {
  const lock = await openingLock(dataFolder).catch((error: unknown) => {
    if (error instanceof EmbeddedPostgresError) throw error;
    // On a full disk, or where the folder was removed, nobody else can open it now either.
    return undefined;
  });
  try {
    await user.unregister();
    if (await hasLiveUser(dataFolder)) return;
    await stopPostmaster(folder);
    log("embedded_postgres.stopped", { folder });
  } finally {
    await lock?.release();
  }
}

/** Keeps starting and stopping apart: who opens while another process starts or stops waits, then looks. */
function openingLock(dataFolder: string): Promise<FileLock> {
  return waitForLock(lockPath(dataFolder, "postgres"), LOCK_TIMEOUT_MS);
}
