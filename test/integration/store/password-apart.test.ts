// A password that stands beside the address, as the chart gives it: whatever it holds, nothing needs to be escaped.
import { Client } from "pg";
import { afterEach, expect, test, vi } from "vitest";
import { createPool } from "../../../server/src/store/connection/pool.ts";
import { useEmbeddedFixture } from "../../support/embedded-fixture.ts";

const PASSWORD = "p@ss:w/%40 #?&$(x)'\"\\é";
const fixture = useEmbeddedFixture();
const onError = (): void => undefined;

afterEach(() => {
  vi.unstubAllEnvs();
});

test("any password is taken from PGPASSWORD, and a wrong one is refused", { timeout: 120_000 }, async () => {
  const url = await serverWithPassword();
  vi.stubEnv("PGPASSWORD", PASSWORD);
  await expect(askOne(url)).resolves.toEqual([{ one: 1 }]);

  vi.stubEnv("PGPASSWORD", "another");
  await expect(askOne(url)).rejects.toThrow("password authentication failed");
});

/** A PostgreSQL of the test's own, whose user gets the odd password; its address is told without one. */
async function serverWithPassword(): Promise<string> {
  const server = await fixture.open(await fixture.madeFolder());
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(`ALTER ROLE CURRENT_USER PASSWORD ${client.escapeLiteral(PASSWORD)}`);
  await client.end();
  const url = new URL(server.url);
  url.password = "";
  return url.href;
}

async function askOne(connectionString: string): Promise<unknown[]> {
  const pool = createPool({
    connectionString,
    dbPoolMax: 1,
    dbConnectTimeoutMs: 20_000,
    dbQueryTimeoutMs: 20_000,
    onError,
  });
  try {
    const { rows } = await pool.query<{ one: number }>("SELECT 1 AS one");
    return rows;
  } finally {
    await pool.end();
  }
}
