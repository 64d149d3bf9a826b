import { join } from "node:path";
import { accountFor, repairOwnership } from "./account.ts";
import type { Account } from "./run-command.ts";
import { findBinaries } from "./binaries.ts";
import { type Credentials, readCredentials } from "./database-credentials.ts";
import { assertUsable, chooseParent, findDatabase, linkDatabase, setAsideOrphan } from "./database-folder.ts";
import { ensureRunning } from "./ensure-running.ts";
import { initialiseDatabase } from "./initialise.ts";
import { startPostmaster, type StartResult } from "./postmaster-start.ts";
import { findPostmaster } from "./postmaster-file.ts";
import { Client, DatabaseError } from "pg";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

/** Where the log lines go: the event's name and its fields. */
export type EventLog = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/** The data folder to open, as a real path, and where to put what PostgreSQL's user cannot reach in it. */
export interface OpenDatabaseOptions {
  readonly dataFolder: string;
  readonly sharedPlaces: readonly string[];
  readonly log: EventLog;
  /** The only port that a start may use; any unless given. */
  readonly port?: number;
}

/** A database that runs: its folder, how the server connects, whether it was started just now. */
export interface OpenDatabase {
  readonly folder: string;
  readonly url: string;
  readonly started: boolean;
}

/** Makes the database where there is none, starts it where it does not run. Hold the lock `postgres`. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const { dataFolder, log } = options;
  const existing = await findDatabase(dataFolder);
  const account = await accountFor(existing);
  const credentials = await readCredentials(dataFolder, existing !== undefined);
  const folder = existing ?? (await makeDatabase(options, account, credentials));
  const { port, started } = await ensureRunning({
    folder,
    start: () => start(options, account, folder),
    connect: (candidate) => tryConnection(credentials.url({ role: "kubecent", port: candidate }), folder),
  });
  log(started ? "embedded_postgres.started" : "embedded_postgres.adopted", { folder, port });
  return { folder, url: credentials.url({ role: "kubecent", port }), started };
}

async function makeDatabase(
  options: OpenDatabaseOptions,
  account: Account,
  credentials: Credentials,
): Promise<string> {
  const { dataFolder, sharedPlaces, log } = options;
  const binaries = await findBinaries(account, binaryPlaces(options));
  const parent = await chooseParent(dataFolder, account, sharedPlaces);
  const isElsewhere = parent !== dataFolder;
  if (isElsewhere) await setAsideOrphan(parent);
  await initialiseDatabase({ parent, binaries, account, credentials });
  if (isElsewhere) await linkDatabase(dataFolder, parent);
  const folder = join(parent, "postgres");
  log("embedded_postgres.initialized", { folder, isElsewhere });
  return folder;
}

async function start(options: OpenDatabaseOptions, account: Account, folder: string): Promise<StartResult> {
  const binaries = await findBinaries(account, binaryPlaces(options));
  await repairOwnership(account, folder);
  await assertUsable(folder, binaries.major, account);
  const { dataFolder, port } = options;
  return startPostmaster({ dataFolder, folder, binaries, account, ...(port !== undefined && { port }) });
}

function binaryPlaces({ dataFolder, sharedPlaces }: OpenDatabaseOptions): string[] {
  return [dataFolder, ...sharedPlaces];
}

/** How to connect to the PostgreSQL of a data folder; undefined where none runs. Starts and makes nothing. */
export async function runningUrl(dataFolder: string): Promise<string | undefined> {
  const folder = await findDatabase(dataFolder);
  const postmaster = folder === undefined ? undefined : await findPostmaster(folder);
  if (!postmaster?.isReady) return undefined;
  const credentials = await readCredentials(dataFolder, true);
  return credentials.url({ role: "kubecent", port: postmaster.port });
}

const TIMEOUT_MS = 5_000;
/** SQLSTATE of a password that does not fit, or of a role or database that is not there. */
const NOT_OURS = new Set(["28P01", "28000", "3D000"]);

/**
 * Connects once: proof that the database in `folder` is the one that our password was made for. Returns
 * undefined, or why it failed where the next attempt may do; throws where no attempt ever will.
 */
async function tryConnection(url: string, folder: string): Promise<string | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: TIMEOUT_MS });
  // A connection that breaks later than it failed would otherwise end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    if (!(error instanceof DatabaseError && NOT_OURS.has(error.code ?? ""))) return String(error);
    throw new EmbeddedPostgresError(
      `The database in ${folder} does not let the role kubecent in (${error.message}); restore postgres-password and the database from the same backup, or set another KUBECENT_DATA`,
      { cause: error },
    );
  }
}
