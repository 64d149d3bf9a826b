import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Examined } from "../../../../server/src/run/doctor/examine-service.ts";
import { type AuditLogFixture, createAuditLog } from "../../../support/audit-log.ts";
import { diagnose, temporaryFolder } from "../../../support/diagnose.ts";
import { hasRedis, startRedis } from "../../../support/redis-server.ts";
import { fakePrometheus, success } from "../../../unit/sources/prometheus/support/fake-prometheus.ts";

// What is around the database: files, sources, the audit log's key, the store of limits.

let log: AuditLogFixture;

beforeAll(async () => {
  log = await createAuditLog();
  await log.fill(3);
});

afterAll(() => log.close());

function folderOfTest(): string {
  const made = temporaryFolder();
  onTestFinished(() => made[Symbol.dispose]());
  return made.folder;
}

function keyFile(folder: string, content: Buffer | string, mode = 0o600): string {
  const file = path.join(folder, `key-${randomBytes(4).toString("hex")}`);
  writeFileSync(file, content, { mode });
  return file;
}

const SAME_KEY = Buffer.alloc(32, "audit");

test("settings that are wrong are said one by one, and what hangs on them is not looked at", async () => {
  const found = await diagnose({
    DATABASE_URL: "mysql://somewhere",
    PORT: "many",
    PRICE_BOOK_FILE: "/nowhere/book.json",
    CLUSTERS_FILE: "/nowhere/clusters.json",
  });

  expect(found.code).toBe(78);
  expect(found.lines("wrong")).toHaveLength(3);
  expect(found.lines("wrong").join("\n")).toMatch(
    /PORT: found "many".*DATABASE_URL: found .*PRICE_BOOK_FILE/s,
  );
  expect(found.lines("no_answer")[0]).toBe(
    "database: not looked at, for DATABASE_URL is wrong; do: mend the setting first",
  );
  expect(found.lines("ok").join("\n")).toContain("disk folder");
});

test("files that settings name and that are not there are settings that are wrong", async () => {
  const found = await diagnose({ DATABASE_URL: log.url, CLUSTERS_FILE: "/nowhere/clusters.json" });

  expect(found.code).toBe(78);
  expect(found.lines("wrong")).toEqual([
    expect.stringMatching(/^settings value: .*\/nowhere\/clusters\.json.*ENOENT/),
  ]);
});

async function diagnosedKeys(audit: string, cursor: string): Promise<readonly Examined[]> {
  const { examined } = await diagnose({ AUDIT_KEY_FILE: audit, CURSOR_KEY_FILE: cursor });
  return examined.filter(({ subject }) => subject === "keys");
}

test("keys: there, missing, too short, open to everybody, a folder", async () => {
  const folder = folderOfTest();
  const sound = keyFile(folder, SAME_KEY);

  const [audit, cursor] = await diagnosedKeys(sound, keyFile(folder, "short"));
  expect(audit).toMatchObject({
    verdict: "ok",
    found: expect.stringMatching(/can be read, id [0-9a-f]{16}/),
  });
  expect(cursor).toMatchObject({ verdict: "wrong", found: expect.stringContaining("holds 5 bytes") });

  const [missing, open] = await diagnosedKeys(
    path.join(folder, "none"),
    keyFile(folder, randomBytes(32), 0o644),
  );
  expect(missing).toMatchObject({ verdict: "wrong", found: expect.stringContaining("is not there") });
  expect(open).toMatchObject({ verdict: "warn", remedy: expect.stringContaining("chmod o=") });

  const [directory] = await diagnosedKeys(folder, sound);
  expect(directory).toMatchObject({ verdict: "no_answer", found: expect.stringContaining("EISDIR") });
});

test("a key that may not be read, as a user without rights", async () => {
  const folder = folderOfTest();
  const file = keyFile(folder, SAME_KEY, 0o000);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    const found = await diagnose({ AUDIT_KEY_FILE: file, KUBECENT_DATA: folder });
    expect(found.lines("wrong").join("\n")).toContain(
      `keys AUDIT_KEY_FILE: ${file} may not be read by user ${process.geteuid?.()}; do: `,
    );
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});

test("the audit chain with our key, another's, and records that nobody seals", async () => {
  const folder = folderOfTest();
  const audit = async (key: Buffer) => {
    const env = { DATABASE_URL: log.url, KUBECENT_DATA: folder, AUDIT_KEY_FILE: keyFile(folder, key) };
    return (await diagnose(env)).examined.filter(({ subject }) => subject === "audit");
  };
  const before = readdirSync(folder).length;
  expect((await audit(SAME_KEY)).map(({ verdict }) => verdict)).toEqual(["ok", "ok"]);
  // It remembers nothing of what it saw: the file is the server's.
  expect(readdirSync(folder)).toHaveLength(before + 1);

  const [another] = await audit(randomBytes(32));
  expect(another).toMatchObject({ verdict: "wrong", found: expect.stringContaining("(bad_signature)") });

  await log.write();
  await log.tamper(`update audit_logs set "timestamp" = "timestamp" - interval '1 hour'
    where not exists (select from audit_seal where audit_id = audit_logs.id)`);
  const [, late] = await audit(SAME_KEY);
  expect(late).toMatchObject({
    verdict: "wrong",
    found: expect.stringMatching(/has waited for 36\d\d s: .* seals/),
  });
});

test("a Prometheus that is away, and one whose clock is ahead", async () => {
  const away = await diagnose({ DATABASE_URL: log.url, PROMETHEUS_URL: "http://127.0.0.1:9" });
  expect(away.code).toBe(69);
  expect(away.lines("no_answer").join("\n")).toMatch(
    /sources default: Prometheus at http:\/\/127\.0\.0\.1:9\/ .*do: npm run admin -- doctor --source --cluster default/,
  );

  await using ahead = await fakePrometheus(() =>
    success([{ metric: {}, value: [0, String(Date.now() / 1_000 + 600)] }], { resultType: "vector" }),
  );
  const found = await diagnose({ DATABASE_URL: log.url, PROMETHEUS_URL: ahead.url });
  expect(found.lines("ok").join("\n")).toContain("sources default: its prometheus answers");
  expect(found.lines("wrong").join("\n")).toMatch(
    /clock default: (600|599)\.\d s ahead of this machine: no hour/,
  );
});

test("a demo cluster is well in development, and told of in production, where nobody wants invented costs", async () => {
  const [tried, served] = [await diagnose({ DATABASE_URL: log.url }), await diagnose(inProduction())];
  expect(tried.lines("ok").join("\n")).toContain("sources default: is a demo cluster");
  expect(served.lines("warn").join("\n")).toMatch(
    /sources default: is a demo cluster.*; do: .*PROMETHEUS_URL/,
  );
});

function inProduction(): Record<string, string> {
  return { DATABASE_URL: log.url, ENVIRONMENT: "production" };
}

test("a Redis that is away, and one that is there", async () => {
  const away = await diagnose({ DATABASE_URL: log.url, REDIS_URL: "redis://:hidden-word@127.0.0.1:9" });
  expect(away.lines("no_answer").join("\n")).toMatch(/^limit store: Redis does not answer: .*ECONNREFUSED/m);
  expect(JSON.stringify(away.examined)).not.toContain("hidden-word");
  if (!hasRedis()) return;

  const redis = await startRedis();
  onTestFinished(() => redis.close());
  const there = await diagnose({ DATABASE_URL: log.url, REDIS_URL: redis.url });
  expect(there.lines("ok").join("\n")).toMatch(/limit store: Redis answers in \d+\.\d ms/);
});

test("a disk that is full, and one that is read-only", async ({ skip }) => {
  const folder = path.join(folderOfTest(), "small");
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    skip("this user may not mount a small file system");
  }
  onTestFinished(() => void execFileSync("umount", [folder]));
  writeFileSync(path.join(folder, "filling"), Buffer.alloc(500_000));

  const found = await diagnose({ DATABASE_URL: log.url, KUBECENT_DATA: folder });
  expect(found.lines("wrong")).toEqual([
    `disk folder: 0 MiB are free in ${folder}; do: make room, or a larger volume: docs/scale.md`,
  ]);

  execFileSync("mount", ["-o", "remount,ro", folder]);
  const readOnly = await diagnose({ DATABASE_URL: log.url, KUBECENT_DATA: folder });
  expect(readOnly.lines("wrong")).toEqual([
    expect.stringContaining(`disk folder: ${folder} cannot be written by user`),
  ]);
});
