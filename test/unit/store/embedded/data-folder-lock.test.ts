import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, realpath, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockDataFolder } from "../../../../server/src/store/embedded/data-folder-lock.ts";
import { EmbeddedPostgresError } from "../../../../server/src/store/embedded/embedded-postgres-error.ts";
import { ownIdentity } from "../../../../server/src/store/embedded/process-identity.ts";

const MODULE = new URL("../../../../server/src/store/embedded/data-folder-lock.ts", import.meta.url).href;

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "kubecent-lock-")));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** Another process that holds the lock until it is killed. */
async function lockElsewhere(): Promise<ChildProcess> {
  const script = `import { lockDataFolder } from ${JSON.stringify(MODULE)};
    await lockDataFolder(${JSON.stringify(folder)});
    console.log("locked");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  if (child.stdout !== null) await once(child.stdout, "data");
  return child;
}

/** Leaves a lock file as a process with this identity would. */
async function leaveLock(identity: object, touchedAt = new Date()): Promise<void> {
  const file = join(folder, "locks", "server.9");
  await (await lockDataFolder(folder)).release();
  await writeFile(file, JSON.stringify(identity));
  await utimes(file, touchedAt, touchedAt);
}

/** Whether this process gets the lock, and is then the one that keeps it. */
async function canTake(): Promise<boolean> {
  const lock = await lockDataFolder(folder);
  const second = await lockDataFolder(folder).catch((error: unknown) => String(error));
  await lock.release();
  return typeof second === "string" && second.includes(`pid ${process.pid};`);
}

test("a second server is refused with the pid of the first", async () => {
  const first = await lockElsewhere();

  await expect(lockDataFolder(folder)).rejects.toThrow(
    new EmbeddedPostgresError(
      `KUBECENT_DATA ${folder} is in use by the server with pid ${first.pid}; stop it or set another KUBECENT_DATA`,
    ),
  );
});

test("the lock of a killed server is taken over", async () => {
  const first = await lockElsewhere();
  first.kill("SIGKILL");
  await once(first, "exit");

  expect(await canTake()).toBe(true);
});

test("a released lock can be taken again", async () => {
  await (await lockDataFolder(folder)).release();

  const lock = await lockDataFolder(folder);

  await lock.release();
  expect(await readdir(join(folder, "locks"))).toEqual(["server.2"]);
});

test("a lock whose pid is a later process's by now is taken over", async () => {
  await leaveLock({ ...(await ownIdentity()), startedAt: "another start" });

  expect(await canTake()).toBe(true);
});

test("a lock that a crash of the machine left empty or torn is taken over", async () => {
  await leaveLock({});

  expect(await canTake()).toBe(true);
});

test("the lock of another container is taken over once it shows no life for ten seconds", async () => {
  const identity = { ...(await ownIdentity()), pidSpace: "another container" };
  await leaveLock(identity);

  expect(await canTake()).toBe(true);
});

test("the lock of another container that shows life is respected", async () => {
  await leaveLock({ ...(await ownIdentity()), pidSpace: "another container" });
  const file = join(folder, "locks", "server.9");
  const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()), 1000);

  const refusal = lockDataFolder(folder).finally(() => clearInterval(heartbeat));

  await expect(refusal).rejects.toThrow("in another container or on another machine");
});

test.each([-3_600_000, 3_600_000])(
  "the lock of a machine whose clock differs by %i ms is respected as long as it is touched",
  async (skewMs) => {
    const skewed = (): Date => new Date(Date.now() + skewMs);
    await leaveLock({ ...(await ownIdentity()), pidSpace: "another machine" }, skewed());
    const file = join(folder, "locks", "server.9");
    const heartbeat = setInterval(() => void utimes(file, skewed(), skewed()), 1000);

    const refusal = lockDataFolder(folder).finally(() => clearInterval(heartbeat));

    await expect(refusal).rejects.toThrow("in another container or on another machine");
  },
);

test("of many that find a stale lock at once, exactly one takes it over", async () => {
  for (let round = 0; round < 20; round += 1) {
    await leaveLock({ ...(await ownIdentity()), startedAt: "another start" });

    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataFolder(folder)));

    const locks = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(locks).toHaveLength(1);
    await Promise.all(locks.map((lock) => lock.release()));
    await rm(join(folder, "locks"), { recursive: true });
  }
});
