import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { distribute } from "../../../server/src/run/commands/distribute.ts";
import { checkDistribution, distributeTables } from "../../../server/src/store/schema/distribute-tables.ts";
import { citusCalls, installCitusStandIn } from "../../support/citus-stand-in.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

// On a real one the tables are distributed already, and nothing may stand in for it.
const onCitus = inject("postgresIsCitus");

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  // Roles belong to the whole server, and outlive the test's database.
  if (!onCitus)
    await database.primary.query(
      `alter role kubecent_owner nologin; alter role kubecent_app nologin inherit; alter role kubecent_scoped nologin;
       revoke kubecent_scoped from kubecent_app`,
    );
  await database.drop();
});

async function runCommand(isCheck: boolean): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await distribute({ database, isCheck, print: (line) => lines.push(line) });
  return { code, lines };
}

async function foreignKeys(): Promise<string[]> {
  const { rows } = await database.primary.query<{ key: string }>(
    `select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as key
     from pg_constraint where contype = 'f' order by 1`,
  );
  return rows.map(({ key }) => key);
}

test("every table of rows obeys the rules, and so could be distributed", async () => {
  const { faults, reference, distributed, local } = await checkDistribution(database);

  expect(faults).toEqual([]);
  expect(reference.map(({ name }) => name)).toEqual(["cluster"]);
  expect(distributed.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "cluster_day",
      "cluster_hour",
      "container_day",
      "container_hour",
      "namespace",
      "pod",
    ]),
  );
  expect(local.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "api_token",
      "audit_logs",
      "audit_seal",
      "cached_answer",
      "lease",
      "file_gate",
      "retention_gate",
    ]),
  );
});

const ROW = "cluster_id int not null";
test.each([
  {
    ddl: `create table bad (${ROW}, id bigint, primary key (id, cluster_id))`,
    fault: "bad: found cluster_id not first in bad_pkey, wanted it to lead every unique key",
  },
  {
    ddl: `create table bad (${ROW}, name text, primary key (cluster_id, name), unique (name))`,
    fault: "bad: found cluster_id not first in bad_name_key, wanted it to lead every unique key",
  },
  {
    ddl: `create table bad (${ROW}, name text, primary key (cluster_id, name)); create unique index bad_lower on bad (lower(name))`,
    fault: "bad: found cluster_id not first in bad_lower, wanted it to lead every unique key",
  },
  { ddl: `create table bad (${ROW})`, fault: "bad: found no primary key, wanted one" },
  {
    ddl: "create table bad (cluster_id bigint primary key)",
    fault: "bad: found cluster_id as bigint, wanted integer not null as everywhere",
  },
  {
    ddl: `create table bad (${ROW}, id int generated always as identity, primary key (cluster_id, id))`,
    fault: "bad: found the identity id as integer, wanted bigint",
  },
  {
    ddl: `create table bad (${ROW}, book bigint references price_book, primary key (cluster_id, book))`,
    fault:
      "bad: found the foreign key bad_book_fkey to price_book, wanted cluster, or a table of the same cluster by cluster_id",
  },
  {
    ddl: "create table bad (id int, space bigint, foreign key (id, space) references namespace)",
    fault:
      "bad: found the foreign key bad_id_space_fkey to namespace, wanted none from a local to a distributed table",
  },
  {
    ddl: `create table bad (${ROW}, primary key (cluster_id));
      create trigger watch before update on bad for each row execute function suppress_redundant_updates_trigger()`,
    fault: "bad: found the trigger watch, wanted none on a distributed table",
  },
])("a table that breaks a rule is named: $fault", async ({ ddl, fault }) => {
  await database.primary.query(ddl);

  const { code, lines } = await runCommand(true);
  await database.primary.query("drop table bad");

  expect(code).toBe(1);
  expect(lines).toEqual([fault, "These tables could not be distributed."]);
});

test("a foreign key within the cluster is no fault", async () => {
  await database.primary.query(`create table good (${ROW}, space bigint, primary key (cluster_id, space),
    foreign key (cluster_id, space) references namespace)`);

  const { faults } = await checkDistribution(database);
  await database.primary.query("drop table good");

  expect(faults).toEqual([]);
});

test.skipIf(onCitus)(
  "without Citus nothing is changed, and it is said what was found, wanted and to do",
  async () => {
    const before = await foreignKeys();

    const { code, lines } = await runCommand(false);

    expect(code).toBe(1);
    expect(lines.join("\n")).toMatch(
      /Found PostgreSQL \S+.* without the Citus extension in the database kubecent_test_\w+, wanted Citus 12 or later\. Install it.*\nNothing was changed\./,
    );
    expect(await foreignKeys()).toEqual(before);
  },
);

describe.skipIf(onCitus)("with functions that stand in for those of Citus", () => {
  beforeAll(() => installCitusStandIn(database));

  test("a failure on the way leaves every table as it was", async () => {
    const before = await foreignKeys();
    await database.primary.query("alter table stand_in.moved add constraint full_disk check (name <> 'pod')");

    const outcome = distributeTables(database);

    await expect(outcome).rejects.toThrow("full_disk");
    expect(await citusCalls(database)).toEqual([]);
    expect(await foreignKeys()).toEqual(before);
    await database.primary.query("alter table stand_in.moved drop constraint full_disk");
  });

  test("somebody who uses a table is not waited for for ever", async () => {
    const client = await database.primary.connect();
    await client.query("begin; lock table namespace in access exclusive mode");

    const outcome = runCommand(false);

    await expect(outcome).rejects.toThrow("Somebody is using the tables");
    await client.query("rollback");
    client.release();
  });

  test("cluster is copied everywhere, all tables of rows are distributed together, and foreign keys come back", async () => {
    const before = await foreignKeys();

    const { code, lines } = await runCommand(false);

    const [first, anchor, ...others] = await citusCalls(database);
    expect(code).toBe(0);
    expect(first).toEqual({ call: "reference", name: "cluster", colocated: null, foreign_keys: 0 });
    expect(anchor).toMatchObject({ call: "distributed", colocated: "none", foreign_keys: 0 });
    expect(others.length).toBeGreaterThan(15);
    for (const other of others)
      expect(other).toMatchObject({ call: "distributed", colocated: anchor?.name, foreign_keys: 0 });
    expect(await foreignKeys()).toEqual(before);
    expect(lines).toContain("cluster: is now a reference table, a copy on every server");
    expect(lines.at(-1)).toBe(`${others.length + 2} tables were distributed.`);
  });

  test("the roles that ask the workers may log in there", async () => {
    const { rows } = await database.primary.query(
      "select from pg_roles where rolname in ('kubecent_owner', 'kubecent_app', 'kubecent_scoped') and rolcanlogin",
    );

    expect(rows).toHaveLength(3);
  });

  test("the app's role may take the one of callers that see a part, and sees no more or less by that", async () => {
    const { rows } = await database.primary.query(
      `select pg_has_role('kubecent_app', 'kubecent_scoped', 'member') as member,
         pg_has_role('kubecent_app', 'kubecent_scoped', 'usage') as inherits`,
    );

    expect(rows).toEqual([{ member: true, inherits: false }]);
  });

  test("row-level security binds callers and not the owner, as which rows move between servers", async () => {
    const { rows } = await database.primary.query(
      `select relname, relforcerowsecurity from pg_class
       where relnamespace = 'public'::regnamespace and relrowsecurity and relforcerowsecurity`,
    );

    expect(rows).toEqual([]);
  });

  test("run again it does nothing", async () => {
    const before = await citusCalls(database);

    const { code, lines } = await runCommand(false);

    expect(code).toBe(0);
    expect(lines.at(-1)).toBe("Nothing was left to do.");
    expect(await citusCalls(database)).toEqual(before);
  });

  test("a table that a later migration made joins the others", async () => {
    await database.primary.query(
      `create table later (cluster_id int not null references cluster, primary key (cluster_id))`,
    );
    const before = await citusCalls(database);

    await runCommand(false);

    const added = (await citusCalls(database)).slice(before.length);
    expect(added).toEqual([
      { call: "distributed", name: "later", colocated: before[1]?.name, foreign_keys: 0 },
    ]);
    expect(await foreignKeys()).toContain(
      "later later_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES cluster(cluster_id)",
    );
  });

  test("a Citus without a server that keeps rows is refused with what to do", async () => {
    await database.primary.query("create or replace view pg_dist_node as select false as shouldhaveshards");

    const { code, lines } = await runCommand(false);

    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^Found no server that keeps rows, wanted one at least\./);
  });

  test("a Citus that is too old is refused with what was found", async () => {
    await database.primary.query(
      "create or replace function citus_version() returns text language sql as $$ select 'Citus 11.3.0' $$",
    );

    const { code, lines } = await runCommand(false);

    expect(code).toBe(1);
    expect(lines[0]).toBe("Found Citus 11.3.0, wanted Citus 12 or later. Upgrade the extension first.");
  });
});

test.runIf(onCitus)(
  "on a Citus cluster every table is where it belongs, and nothing is left to do",
  async () => {
    const { code, lines } = await runCommand(false);

    expect(code).toBe(0);
    expect(lines.at(-1)).toBe("Nothing was left to do.");
  },
);
