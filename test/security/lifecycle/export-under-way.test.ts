import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChaosServer, startChaosServer } from "../../chaos/support/chaos-server.ts";
import { createDataFolder } from "../../support/server-process.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { openFile } from "../support/open-file.ts";
import { STORED_WINDOW } from "../support/service.ts";
import { sendAsk } from "../support/wire.ts";
import { storeWideCluster } from "../support/wide-cluster.ts";

const data = createDataFolder();
const QUERY = new URLSearchParams({ ...STORED_WINDOW, format: "ndjson" }).toString();
let database: TestDatabase;
let server: ChaosServer;

beforeAll(async () => {
  database = await createTestDatabase();
  await storeWideCluster(database, 15_000);
  server = await startChaosServer({
    DATABASE_URL: database.url,
    KUBECENT_DATA: data.folder,
    KUBECENT_ROLE: "api",
    SHUTDOWN_DELAY_SECONDS: "0",
  });
});
afterAll(async () => {
  server.kill("SIGKILL");
  await database.drop();
  data.remove();
});

async function anotherToken(port: number): Promise<string> {
  const { json } = await sendAsk(port, "/api/v1/access/tokens", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${server.token}` },
    body: JSON.stringify({ name: "another", role: "viewer" }),
  });
  return String(Object(json).token);
}

test("a service that stops finishes the files that are read, cuts those that are not, and says so on record", async () => {
  const path = `/api/v1/cost/pods?${QUERY}`;
  const port = Number(new URL(server.url).port);
  // Of two callers: one alone would have one place.
  const read = await openFile(port, path, server.token);
  const unread = await openFile(port, path, await anotherToken(port));
  server.kill("SIGTERM");

  const { text, isWhole } = await read.readAll();
  const exitCode = await server.ended;

  expect(isWhole).toBe(true);
  expect(text.split("\n")).toHaveLength(15_001);
  expect(exitCode).toBe(0);
  const { rows } = await database.primary.query<{ id: string; status: string; reason: string | null }>(
    `select resource_id as id, status, result ->> 'reason' as reason from audit_logs
     where action = 'EXPORT_FINISHED' order by status`,
  );
  expect(rows).toEqual([
    { id: unread.headers["x-kubecent-export-id"], status: "FAILED", reason: "service stopped" },
    { id: read.headers["x-kubecent-export-id"], status: "SUCCESS", reason: null },
  ]);
});
