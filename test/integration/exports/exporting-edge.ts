import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { parse } from "csv-parse/sync";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { afterAll, beforeAll } from "vitest";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import type { Observation } from "../../../server/src/domain/observation.ts";
import { HOUR } from "../../support/observations.ts";
import { storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { createTestServices } from "../../support/test-services.ts";
import { type Edge, type Reply, startEdge } from "../../unit/http/edge.ts";

/** The real edge over a database of its own, with an admin's token. */
export interface ExportingEdge {
  readonly edge: Edge;
  readonly database: Database;
  readonly services: ApiServices;
}

/** Starts it for the tests of a file; `hours` are stored as the cluster `prod`, and it is soon after the last. */
export function useExportingEdge(
  hours: readonly Observation[],
  options: Partial<Parameters<typeof startEdge>[0]> = {},
): ExportingEdge {
  let database: TestDatabase;
  let made: ExportingEdge;
  const now = (): Instant => HOUR + hours.length * HOUR_MS + 20 * MINUTE_MS;
  beforeAll(async () => {
    database = await createTestDatabase();
    await storeHours(database, "prod", hours);
    const env = {
      RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000",
      EXPORTS_PER_HOUR: "1000000",
      ...options.env,
    };
    const services = createTestServices(database, now, readSettings({ ENVIRONMENT: "development", ...env }));
    const edge = await startEdge({ services, role: "admin", ...options, env });
    made = { edge, database, services };
  });
  afterAll(async () => {
    await made.edge.close();
    await made.services.audit.exports.stop();
    await made.services.audit.refusals.stop();
    await database.drop();
  });
  return {
    get edge() {
      return made.edge;
    },
    get database() {
      return made.database;
    },
    get services() {
      return made.services;
    },
  };
}

/** The records of a CSV file by the names of its columns, as texts. */
export function csvRows({ text }: Reply): Record<string, string>[] {
  return parse(text, { columns: true });
}

/** The names of a CSV file's columns. */
export function csvColumns({ text }: Reply): string[] {
  const records: string[][] = parse(text, { to: 1 });
  return records[0] ?? [];
}

/** The rows of an NDJSON file. */
export function ndjsonRows({ text }: Reply): unknown[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));
}

/** What of the audit log speaks of exports, oldest first, once all of it has been written. */
export async function exportRecords({ database, services }: ExportingEdge): Promise<ExportLogRecord[]> {
  await services.audit.exports.settled();
  await services.audit.refusals.settled();
  const { rows } = await database.primary.query<ExportLogRecord>(
    "select action, status, resource_id, user_id, request_id, client_address, details, result from audit_logs where resource_type = 'EXPORT' order by id",
  );
  return rows;
}

export interface ExportLogRecord {
  readonly action: string;
  readonly status: string;
  readonly resource_id: string;
  readonly user_id: string;
  readonly request_id: string | null;
  readonly client_address: string | null;
  readonly details: { readonly code?: string } | null;
  readonly result: Record<string, unknown> | null;
}

/** A row as cells: what stands deeper has its own column, what is null is empty. */
export function cellsOf(row: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(row).flatMap(([name, value]) =>
    name === "labels" && value !== null && typeof value === "object"
      ? Object.entries(value).map(([label, text]) => [`labels.${label}`, text] as const)
      : [[name, value] as const],
  );
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      value === null ? "" : typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
