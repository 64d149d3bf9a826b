import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CITUS_ROLES } from "../../../server/src/store/schema/citus-roles.ts";
import { migrate } from "../../../server/src/store/schema/migrate.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const FOLDER = new URL("../../../migrations/", import.meta.url);
const files = readdirSync(FOLDER).toSorted();

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

test("migrations are numbered without a gap and say whether they expand or contract", () => {
  const numbers = files.map((file) => file.slice(0, 6));

  expect(numbers).toEqual(files.map((_, index) => String(index + 1).padStart(6, "0")));
  for (const file of files)
    expect(readFileSync(new URL(file, FOLDER), "utf8")).toMatch(/^-- (expand|contract)\n/);
});

test("a migration that has landed was never edited", () => {
  const edited = files.filter((file) => {
    const log = execFileSync("git", ["log", "--format=%H", "--diff-filter=M", "--", `migrations/${file}`], {
      cwd: new URL("../../../", import.meta.url),
      encoding: "utf8",
    });
    return log.trim() !== "";
  });

  expect(edited).toEqual([]);
});

// A question that began before sees no row of such a table, and would be answered as if there were none.
test("no migration writes a whole table anew, which is empty then for questions under way", () => {
  const rewriting = [
    /\balter (column )?\w+ (set data )?type\b/i,
    /\bset (un)?logged\b/i,
    /(^|;)\s*cluster\b/i,
    /\badd column [^;]*\bgenerated always as [^;]*\bstored\b/i,
    /\badd column [^;,]*\bdefault [^;,]*\b(random|clock_timestamp|gen_random_uuid|nextval)\b/i,
    /(^|;)\s*truncate\b/i,
  ];
  const found = files.filter((file) => {
    const text = readFileSync(new URL(file, FOLDER), "utf8").replaceAll(/--.*/g, "");
    return rewriting.some((pattern) => pattern.test(text));
  });

  expect(found).toEqual([]);
});

test("every role of the migrations is made beforehand where Citus has to know it", () => {
  const texts = files.map((file) => readFileSync(new URL(file, FOLDER), "utf8"));
  const named = texts.flatMap((text) => text.match(/\bkubecent_[a-z]+\b/g) ?? []);

  expect(new Set(named)).toEqual(new Set([...CITUS_ROLES.asking, ...CITUS_ROLES.others]));
});

test("a lock that somebody keeps is waited for and then named, with what may keep it", async () => {
  const holder = await database.primary.connect();
  await holder.query("select pg_advisory_lock(7233405104)");

  const refused = await migrate(database.url, 300).catch((error: unknown) => String(error));
  const waiting = migrate(database.url);
  await holder.query("select pg_advisory_unlock(7233405104)");
  holder.release();

  expect(refused).toContain("Somebody else has been migrating this database");
  expect(refused).toContain("DATABASE_DIRECT_URL");
  expect(await waiting).toEqual([]);
});

test("migrating twice, or from several replicas at once, runs each migration once", async () => {
  const ran = await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);

  expect(ran.flat()).toEqual([]);
});

async function columnsOf(table: string): Promise<string[]> {
  const { rows } = await database.primary.query<{ column_name: string }>(
    "select column_name from information_schema.columns where table_name = $1 order by ordinal_position",
    [table],
  );
  return rows.map((row) => row.column_name);
}

test("the tables that people read with SQL have the columns that are promised", async () => {
  expect(await columnsOf("cost_snapshots")).toEqual([
    "timestamp",
    "cluster_name",
    "namespace",
    "pod_name",
    "node_name",
    "total_cost",
    "cpu_cost",
    "memory_cost",
    "storage_cost",
  ]);
  expect(await columnsOf("audit_logs")).toEqual(
    expect.arrayContaining([
      "timestamp",
      "user_id",
      "action",
      "resource_type",
      "resource_id",
      "details",
      "status",
      "result",
    ]),
  );
});

test.each([
  "update audit_logs set user_id = 'nobody'",
  "delete from audit_logs",
  "truncate audit_logs",
  "insert into audit_logs (user_id, action, resource_type, resource_id, status) values ('x','x','x','x','SUCCESS')",
  "drop table container_hour",
  "create table mine (id int)",
])("the app role may not: %s", async (statement) => {
  const client = await database.primary.connect();
  await client.query("begin; set local role kubecent_app");

  const running = client.query(statement);

  await expect(running).rejects.toThrow(/permission denied|must be owner|append-only/);
  await client.query("rollback");
  client.release();
});

test("a migration that waits for a table gives way before it ends somebody's question, and begins again", async () => {
  const asking = await database.primary.connect();
  await asking.query("begin; lock table schema_migration in access exclusive mode");
  const migrating = migrate(database.url);
  const isWaiting = async (): Promise<boolean> => {
    const { rows } = await database.primary.query<{ waits: boolean }>(
      "select exists (select from pg_locks where not granted and relation = 'schema_migration'::regclass) as waits",
    );
    return rows[0]?.waits ?? false;
  };
  for (const waits of [true, false, true]) await expect.poll(isWaiting, { interval: 20 }).toBe(waits);
  await asking.query("rollback");
  asking.release();

  expect(await migrating).toEqual([]);
});
