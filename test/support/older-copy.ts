import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { runPostgresUrl } from "./run-postgres.ts";

/** A copy of a database as it was at a moment. */
export interface OlderCopy {
  /** Puts the copy in the database's place, as an operator does who restores a dump while servers run. */
  restore(): Promise<void>;
}

/** Copies a database; what is connected to it is cut off meanwhile. */
export async function keepCopy(databaseUrl: string): Promise<OlderCopy> {
  const name = new URL(databaseUrl).pathname.slice(1);
  const copy = `${name}_${randomBytes(3).toString("hex")}`;
  // A server that runs would be connected again before the copy has begun.
  await asAdmin([`alter database ${name} with allow_connections false`, cutOff(name)]);
  await asAdmin([
    `create database ${copy} template ${name}`,
    `alter database ${name} with allow_connections true`,
  ]);
  return {
    restore: () =>
      asAdmin([`drop database ${name} with (force)`, `alter database ${copy} rename to ${name}`]),
  };
}

function cutOff(name: string): string {
  return `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`;
}

async function asAdmin(statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: runPostgresUrl() });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
