// Sends what is due until it is killed: node sender-process.ts DATABASE_URL
import { createDatabase } from "../../../server/src/store/connection/database.ts";
import { createPool } from "../../../server/src/store/connection/pool.ts";
import { startOutbox } from "./outbox-at-work.ts";

const [, , connectionString = ""] = process.argv;
const primary = createPool({
  connectionString,
  dbPoolMax: 4,
  dbConnectTimeoutMs: 60_000,
  dbQueryTimeoutMs: 60_000,
  onError: () => undefined,
});
const auditWriter = { replica: "sender", serviceVersion: "0.0.0-test" };
startOutbox(createDatabase({ primary, auditWriter }), { claimForMs: 300 });
