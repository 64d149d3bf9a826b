import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll } from "vitest";
import {
  type EmbeddedPostgres,
  openEmbeddedPostgres,
} from "../../server/src/store/embedded/embedded-postgres.ts";
import { findPostmaster, type Postmaster } from "../../server/src/store/embedded/postmaster-file.ts";
import { stopPostmaster } from "../../server/src/store/embedded/postmaster-stop.ts";

/** The source folder of the module under test. */
export const EMBEDDED_SOURCE = fileURLToPath(new URL("../../server/src/store/embedded", import.meta.url));

/** What another process said after it opened the database. */
interface Owner {
  readonly child: ChildProcess;
  readonly url: string;
  readonly started: boolean;
}

/** Data folders in a temp folder, processes that use them, and an end to all of it after each test. */
export interface EmbeddedFixture {
  /** A path for a data folder that does not exist yet. */
  newFolder(): string;
  /** A data folder whose database was made before and does not run. */
  madeFolder(): Promise<string>;
  /** Any data folder; what runs on it is stopped after the test. */
  watch(dataFolder: string): string;
  open(dataFolder: string): Promise<EmbeddedPostgres>;
  /** Opens in another process, which stays until it is killed; `source` is where it finds the module. */
  openElsewhere(dataFolder: string, source?: string): Promise<Owner>;
  /** Runs JavaScript in another process; `open(dataFolder)` is defined there. */
  runScript(script: string, source?: string): ChildProcess;
  /** Any process; it is killed after the test. */
  keep(child: ChildProcess): ChildProcess;
  postmasterOf(dataFolder: string): Promise<Postmaster | undefined>;
}

/** Sets the fixture up for the test file or the `describe` that calls it. */
export function useEmbeddedFixture(): EmbeddedFixture {
  let root = "";
  let made: Promise<string> | undefined;
  let count = 0;
  const folders: string[] = [];
  const opened: EmbeddedPostgres[] = [];
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "kubecent-embedded-")));
    // As root the database belongs to another user, who must get in.
    await chmod(root, 0o711);
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => endProcess(child)));
    await Promise.all(opened.splice(0).map((postgres) => postgres.close().catch(() => undefined)));
    const databases = await Promise.all(folders.map((folder) => databaseOf(folder)));
    await Promise.all(databases.map((database) => stopPostmaster(database)));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const watch = (dataFolder: string): string => {
    folders.push(dataFolder);
    return dataFolder;
  };
  const newFolder = (): string => {
    count += 1;
    return watch(join(root, `data-${count}`));
  };
  const open = async (dataFolder: string): Promise<EmbeddedPostgres> => {
    const postgres = await openEmbeddedPostgres({ dataFolder, sharedPlaces: [join(root, "shared")] });
    opened.push(postgres);
    return postgres;
  };
  const makeOnce = async (): Promise<string> => {
    const folder = newFolder();
    await (await open(folder)).close();
    return folder;
  };
  const keep = (child: ChildProcess): ChildProcess => {
    children.push(child);
    return child;
  };
  const runScript = (script: string, source = EMBEDDED_SOURCE): ChildProcess => {
    const module = pathToFileURL(join(source, "embedded-postgres.ts")).href;
    const prelude = `import { openEmbeddedPostgres } from ${JSON.stringify(module)};
      const sharedPlaces = [${JSON.stringify(join(root, "shared"))}];
      const open = (dataFolder) => openEmbeddedPostgres({ dataFolder, sharedPlaces });`;
    return keep(
      spawn(process.execPath, ["--input-type=module", "--eval", `${prelude}\n${script}`], {
        stdio: ["ignore", "pipe", "inherit"],
      }),
    );
  };
  const openElsewhere = async (dataFolder: string, source?: string): Promise<Owner> => {
    const script = `const { url, started } = await open(${JSON.stringify(dataFolder)});
      console.log(JSON.stringify({ url, started }));
      setInterval(() => {}, 1000);`;
    const child = runScript(script, source);
    return { child, ...(await firstAnswer(child)) };
  };
  return {
    newFolder,
    watch,
    madeFolder: async () => {
      const folder = newFolder();
      // Keeps the owners, which differ as root.
      await promisify(execFile)("cp", ["-a", await (made ??= makeOnce()), folder]);
      return folder;
    },
    open,
    openElsewhere,
    runScript,
    keep,
    postmasterOf: async (dataFolder) => findPostmaster(await databaseOf(dataFolder)),
  };
}

/** Runs statements over `url` and returns the rows of the last one. */
export async function query(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** Kills a process and waits until it is gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function databaseOf(dataFolder: string): Promise<string> {
  return realpath(join(dataFolder, "postgres")).catch(() => join(dataFolder, "postgres"));
}

async function firstAnswer(child: ChildProcess): Promise<{ url: string; started: boolean }> {
  if (child.stdout === null) throw new Error("the process has no output");
  for await (const chunk of child.stdout) return JSON.parse(String(chunk));
  throw new Error("the process ended before it had opened the database");
}
