import { Client } from "pg";
import { migrate } from "../../server/src/store/schema/migrate.ts";

/** Makes a database with all migrations and no rows, for others to be copied from. */
export async function makeTemplate(serverUrl: string, template: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${template}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${template}`;
  await migrate(url.href);
}
