import { flag, integer, oneOf, setting } from "../setting.ts";
import { databaseUrl } from "../fields/addresses.ts";

/** The database, and how long it keeps what. */
export const storeSettings = {
  DATABASE_URL: setting(databaseUrl().optional(), {
    unset: "embedded",
    isSecret: true,
    rule: "PostgreSQL 15 or later. Unset, the service runs its own in `KUBECENT_DATA`. The example `user:password` is refused in production. Where it has no password, `PGPASSWORD` is taken, in which nothing needs to be escaped.",
  }),
  DATABASE_DIRECT_URL: setting(databaseUrl().optional(), {
    unset: "`DATABASE_URL`",
    isSecret: true,
    rule: "The same database past a pooler such as pgbouncer, for migrations.",
  }),
  DATABASE_READ_URL: setting(databaseUrl().optional(), {
    unset: "`DATABASE_URL`",
    isSecret: true,
    rule: "A streaming standby that answers questions while it is there and not 30 seconds behind (docs/scale.md).",
  }),
  DATABASE_READ_USE: setting(oneOf(["all", "heavy", "files"]).default("all"), {
    rule: "Which reads go to the standby: all questions and files; files, and questions about more than 8 days (`heavy`); or files alone. The last two never show anything older than the primary did (docs/scale.md).",
  }),
  DB_POOL_MAX: setting(integer(1, 200).default(10), { rule: "Connections to the database at a time." }),
  DB_CONNECT_TIMEOUT_MS: setting(integer(100, 60_000).default(2_000), {
    rule: "How long a connection may take, or the wait for a free one.",
  }),
  DB_QUERY_TIMEOUT_MS: setting(integer(100, 600_000).default(10_000), {
    rule: "How long a statement may take.",
  }),
  DB_ECHO: setting(flag().default(false), {
    rule: "Whether the text of each SQL statement is logged (`database.statement`), without its values. Refused in production.",
  }),
  RETENTION_HOURLY_DAYS: setting(integer(1, 3_650).default(90), {
    rule: "Days for which a container's hours are kept, in whole weeks; after that, pods and labels are told by the day. `settings.update` changes it at run time.",
  }),
  RETENTION_DAILY_DAYS: setting(integer(1, 36_500).default(1_100), {
    rule: "Days for which days, and the hours of namespaces, workloads and nodes, are kept; not fewer than the hours. `settings.update` changes it at run time.",
  }),
};
