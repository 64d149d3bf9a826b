import { openTestDatabase } from "../../support/test-database.ts";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { HOUR_MS } from "@kubecent/shared";
import { Client } from "pg";
import { ROUND_BOOK } from "../../support/observations.ts";
import { sampleHour } from "../../support/sample-cluster.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";

/** Nobody listens there. */
const NOBODY = "127.0.0.1:9";

/** Three hours of two days ago. */
export async function storeOldHours(url: string): Promise<void> {
  const database = openTestDatabase(url);
  const first = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 48 * HOUR_MS;
  await storeHours(database, "prod", hoursFrom(first, 3).map(sampleHour));
  await database.primary.end();
}

/** Settings of a process whose source, Redis, standby and issuer of tokens are not there. */
export function sickSettings(url: string, folder: string) {
  const parent = path.dirname(folder);
  const clusters = path.join(parent, "clusters.json");
  const bindings = path.join(parent, "bindings.json");
  const book = {
    name: "euros",
    currency: "EUR",
    defaults: ROUND_BOOK.defaults,
    prices: [{ kind: "fee", perHour: 0.1 }],
  };
  writeFileSync(path.join(parent, "book.json"), JSON.stringify(book));
  writeFileSync(
    clusters,
    JSON.stringify({
      clusters: [{ name: "prod", prometheus: { url: `http://${NOBODY}` }, priceBookFile: "book.json" }],
    }),
  );
  writeFileSync(bindings, "[]");
  const issuer = { issuer: `https://${NOBODY}`, audience: "kubecent", jwksUrl: `https://${NOBODY}/keys` };
  return {
    DATABASE_URL: url,
    // It is the primary itself, so no standby.
    DATABASE_READ_URL: url,
    REDIS_URL: `redis://${NOBODY}`,
    JWT_ISSUERS: JSON.stringify([issuer]),
    KUBECENT_DATA: folder,
    CLUSTERS_FILE: clusters,
    ACCESS_BINDINGS_FILE: bindings,
    DB_POOL_MAX: "8",
    DB_CONNECT_TIMEOUT_MS: "1000",
  };
}

/** Runs statements in one transaction as the owner of the tables. */
export async function asOwner(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of ["begin", "set local role kubecent_owner", ...statements, "commit"]) {
      await client.query(statement);
    }
  } finally {
    await client.end();
  }
}
