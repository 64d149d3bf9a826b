import { openTestDatabase } from "../support/test-database.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKubeCent, type KubeCentClient } from "../../sdk/src/index.ts";
import { migrate } from "../../server/src/store/schema/migrate.ts";
import { createDataFolder } from "../support/server-process.ts";
import { type OwnPostgres, startOwnPostgres } from "../security/support/own-postgres.ts";
import { type ChaosServer, startChaosServer, until } from "./support/chaos-server.ts";
import { report } from "./support/embedded-run.ts";
import { type KillingLink, openKillingLink } from "./support/killing-link.ts";

/** The first statement of a change with a key, behind its BEGIN. */
const FROM = "set local lock_timeout = '2s'";

const data = createDataFolder();
let postgres: OwnPostgres;
let link: KillingLink;
let server: ChaosServer;
let client: KubeCentClient;

beforeAll(async () => {
  postgres = await startOwnPostgres();
  await migrate(postgres.url);
  link = await openKillingLink(postgres.url);
  server = await startChaosServer({
    DATABASE_URL: link.url,
    KUBECENT_DATA: data.folder,
    KUBECENT_ROLE: "api",
  });
  client = createKubeCent({ url: server.url, token: server.token, maxRetries: 10 });
});
afterAll(async () => {
  await server.stop();
  await link.close();
  await postgres.close();
  data.remove();
});

const createToken = (name: string) => client.access.tokens.create.mutate({ name, role: "viewer" });

async function rows(text: string, values: readonly unknown[]): Promise<Record<string, unknown>[]> {
  const database = openTestDatabase(postgres.url, 1);
  try {
    return (await database.primary.query<Record<string, unknown>>(text, [...values])).rows;
  } finally {
    await database.primary.end();
  }
}

test.each(["before", "after"] as const)(
  "a backend that is killed %s any statement of a change: it is made once, answered, and on record once",
  async (when) => {
    link.arm({ from: FROM, statement: Number.POSITIVE_INFINITY, when });
    await createToken(`undisturbed-${when}`);
    const statements = link.counted();
    expect(statements).toBeGreaterThanOrEqual(8);

    for (let statement = 1; statement <= statements; statement++) {
      const name = `${when}-${statement}`;
      link.arm({ from: FROM, statement, when });
      const startedAt = performance.now();

      const { token } = await createToken(name);

      report(
        `killed ${when} statement ${statement}, answered after`,
        Math.round(performance.now() - startedAt),
      );
      expect(link.hasKilled()).toBe(true);
      expect(server.isAlive()).toBe(true);
      expect(await rows("select from api_token where name = $1", [name])).toHaveLength(1);
      const records = await rows("select status, request_id from audit_logs where resource_id = $1", [name]);
      expect(records).toMatchObject([{ status: "SUCCESS" }]);
      const beside = await rows(
        "select from audit_logs where status = 'FAILED' and request_id = (select request_id from audit_logs where resource_id = $1)",
        [name],
      );
      expect(beside).toEqual([]);
      const asked = { headers: { authorization: `Bearer ${token}` } };
      await until("the token works", async () => (await fetch(`${server.url}/api/v1/info`, asked)).ok);
    }
  },
);
