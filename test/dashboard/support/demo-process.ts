import { runSql } from "../../support/postgres-servers.ts";
import { openTestDatabase } from "../../support/test-database.ts";
import { storeDemoDays } from "./demo-days.ts";

// A process of its own, beside the first tests: fills the database that others are copied from, at the address in its
// only argument. It gets its name when it is whole.
const url = new URL(process.argv[2] ?? "");
const name = url.pathname.slice(1);
const filling = new URL(url);
filling.pathname = `/${name}_filling`;

const database = openTestDatabase(filling.href);
await storeDemoDays(database);
await database.primary.end();
// As autovacuum does soon after: PostgreSQL knows what it has, and pages are marked as seen by all.
await runSql(filling.href, ["VACUUM ANALYZE"]);
url.pathname = "/postgres";
await runSql(url.href, [`ALTER DATABASE ${name}_filling RENAME TO ${name}`]);
