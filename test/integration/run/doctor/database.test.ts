import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { once } from "node:events";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diagnose } from "../../../support/diagnose.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/test-database.ts";
import { runPostgresUrl } from "../../../support/run-postgres.ts";

// Each in its wrong state, on a real PostgreSQL. Statements here are what somebody did to the database.

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

async function inDatabase(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function withWrong<T>(broken: string, mended: string, work: () => Promise<T>): Promise<T> {
  await inDatabase(database.directUrl, broken);
  try {
    return await work();
  } finally {
    await inDatabase(database.directUrl, mended);
  }
}

test("nothing is wrong with a new database", async () => {
  const found = await diagnose({ DATABASE_URL: database.url });

  expect(found.lines("wrong")).toEqual([]);
  expect(found.lines("no_answer")).toEqual([]);
  expect(found.code).toBe(0);
  expect(found.lines("ok")).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^database latency: answers in \d+\.\d ms$/),
      "database encoding: UTF8",
      expect.stringMatching(/^migrations: all \d+ were run$/),
      "roles rights: each role may do its work, and no more",
      "limit store: the database",
    ]),
  );
});

test("a PostgreSQL that is stopped is said once, and everything else is looked at", async () => {
  const url = Object.assign(new URL("postgres://somebody@127.0.0.1:9/kubecent"), { password: "secret-word" });
  const found = await diagnose({ DATABASE_URL: url.href });

  expect(found.code).toBe(69);
  expect(found.lines("no_answer")[0]).toMatch(
    /^database: PostgreSQL cannot be reached: .*ECONNREFUSED.*; do: start it/,
  );
  const others = found.lines("no_answer").slice(1);
  expect(others.every((line) => line.includes("not looked at, for the database does not answer"))).toBe(true);
  expect(found.lines("ok").join("\n")).toMatch(/settings: .*sources default: .*disk folder: /s);
  expect(JSON.stringify(found.examined)).not.toContain("secret-word");
});

test("a server that takes connections and says nothing does not hold the doctor up", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const port = typeof address === "object" && address ? address.port : 0;
  try {
    const url = `postgres://somebody@127.0.0.1:${port}/kubecent`;
    const found = await diagnose({ DATABASE_URL: url, DB_CONNECT_TIMEOUT_MS: "200" });
    expect(found.lines("no_answer")[0]).toMatch(/^database: .*(timeout|timed out)/i);
  } finally {
    silent.close();
  }
});

test("a database that is behind, ahead, empty or somebody else's", async () => {
  const behind = await withWrong(
    "create table kept as select * from schema_migration; delete from schema_migration where id > 15",
    "delete from schema_migration; insert into schema_migration select * from kept; drop table kept",
    () => diagnose({ DATABASE_URL: database.url }),
  );
  expect(behind.lines("wrong")).toEqual([
    expect.stringMatching(
      /^migrations: \d+ were not run, from 000016_unobserved_assets on; do: run `admin migrate`/,
    ),
  ]);
  expect(behind.code).toBe(1);

  const ahead = await withWrong(
    "insert into schema_migration (name, run_on) values ('009999_of_tomorrow', now())",
    "delete from schema_migration where name = '009999_of_tomorrow'",
    () => diagnose({ DATABASE_URL: database.url }),
  );
  expect(ahead.lines("warn").join("\n")).toContain(
    "migrations: 1 are of a newer version, from 009999_of_tomorrow on",
  );
  expect(ahead.code).toBe(0);

  const name = `kubecent_doctor_${randomBytes(4).toString("hex")}`;
  await inDatabase(runPostgresUrl(), `create database ${name}`);
  const url = Object.assign(new URL(runPostgresUrl()), { pathname: `/${name}` }).href;
  try {
    expect((await diagnose({ DATABASE_URL: url })).lines("wrong").join("\n")).toContain(
      "migrations: the database is empty",
    );
    await inDatabase(url, "create table customers (id int)");
    expect((await diagnose({ DATABASE_URL: url })).lines("wrong").join("\n")).toContain(
      "migrations: this is no database of KubeCent, and holds customers",
    );
  } finally {
    await inDatabase(runPostgresUrl(), `drop database ${name} with (force)`);
  }
});

test("a database that takes no writes", async () => {
  const name = new URL(database.url).pathname.slice(1);
  const found = await withWrong(
    `alter database ${name} set default_transaction_read_only = on`,
    `begin read write; alter database ${name} reset default_transaction_read_only; commit`,
    () => diagnose({ DATABASE_URL: database.url }),
  );
  expect(found.lines("wrong")).toEqual([
    expect.stringMatching(
      /^database writing: .* is read-only by default_transaction_read_only; do: alter database/,
    ),
  ]);
});

test("rights that are missing, and rights too many", async () => {
  const found = await withWrong(
    "revoke insert on cluster_hour from kubecent_app; grant update on audit_logs to kubecent_app",
    "grant insert on cluster_hour to kubecent_app; revoke update on audit_logs from kubecent_app",
    () => diagnose({ DATABASE_URL: database.url }),
  );
  expect(found.lines("wrong")).toEqual([
    expect.stringMatching(/^roles rights: kubecent_app may not INSERT cluster_hour; do: /),
    "roles rights: kubecent_app may UPDATE audit_logs; do: revoke UPDATE on audit_logs from kubecent_app",
  ]);
});

test("a login that may not take the roles is told which, and what to grant", async () => {
  const login = `doctor_${randomBytes(4).toString("hex")}`;
  await inDatabase(runPostgresUrl(), `create role ${login} login password 'of-the-test'`);
  const url = Object.assign(new URL(database.url), { username: login, password: "of-the-test" }).href;
  try {
    const found = await diagnose({ DATABASE_URL: url });
    expect(found.lines("wrong").join("\n")).toContain(
      `roles: ${login} may not take kubecent_app; do: grant kubecent_app to ${login}`,
    );
    // What it needs the role for cannot be looked at, and says why.
    expect(found.lines("no_answer").join("\n")).toContain("permission denied");
  } finally {
    await inDatabase(runPostgresUrl(), `drop role ${login}`);
  }
});

test("other ways that lead elsewhere, or nowhere", async () => {
  const found = await diagnose({
    DATABASE_URL: database.url,
    DATABASE_DIRECT_URL: runPostgresUrl(),
    DATABASE_READ_URL: database.url,
  });
  expect(found.lines("wrong")).toEqual([
    expect.stringMatching(/^ways direct: DATABASE_DIRECT_URL leads to another database/),
  ]);
  expect(found.lines("warn").join("\n")).toContain("ways standby: DATABASE_READ_URL leads to a primary");

  const nowhere = await diagnose({
    DATABASE_URL: database.url,
    DATABASE_READ_URL: "postgres://a@127.0.0.1:9/b",
  });
  expect(nowhere.lines("no_answer")).toEqual([expect.stringMatching(/^ways standby: .*ECONNREFUSED/)]);
});
