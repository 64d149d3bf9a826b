import { TEST_WRITER } from "../../support/test-database.ts";
import { expect, test } from "vitest";
import { appRouter } from "../../../server/src/api/router.ts";
import { isExported } from "../../../server/src/http/exports/file-columns.ts";
import { proceduresOf } from "../../../server/src/api/procedures.ts";
import { insertAudit } from "../../../server/src/store/audit-log/audit-logs.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { HOUR } from "../../support/observations.ts";
import { HOURS, sampleHour, WINDOW } from "../../support/sample-cluster.ts";
import { hoursFrom } from "../../support/stored-world.ts";
import { bodyOf } from "../../unit/http/edge.ts";
import {
  cellsOf,
  csvColumns,
  csvRows,
  exportRecords,
  ndjsonRows,
  useExportingEdge,
} from "./exporting-edge.ts";

const served = useExportingEdge(hoursFrom(HOUR, HOURS).map(sampleHour));
const QUERY = `start=${WINDOW.start}&end=${WINDOW.end}`;
const PODS = `/api/v1/cost/pods?${QUERY}`;
const PARAMETERS: Readonly<Record<string, string>> = {
  "cost.labels": `${QUERY}&name=team&idle=show`,
  "cost.allocation": `${QUERY}&aggregate=namespace,label:team,pod&idle=share`,
  "cost.compare": `${QUERY}&aggregate=pod,label:team&beforeStart=${WINDOW.start}&beforeEnd=${WINDOW.end}`,
  "cost.timeseries": `${QUERY}&step=hour`,
  "audit.list": "requestId=settled",
};
const EXPORTED = [
  ...proceduresOf(appRouter)
    .filter(isExported)
    // The sample has too few days for advice; its files are tested where there is some.
    .filter(({ name }) => name !== "recommendations.list")
    .map(({ name, path }) => ({ name, path: `/api/v1${path}?${PARAMETERS[name] ?? QUERY}` })),
  { name: "metrics.pods with quantiles", path: `/api/v1/metrics/pods?${QUERY}&quantiles=true` },
];
const CSV = { headers: { accept: "text/csv" } };
const NDJSON = { headers: { accept: "application/x-ndjson" } };

/** Records of which no more are made while they are asked for. */
async function writeSettled(): Promise<void> {
  for (const resourceId of ["one", "two", "three"]) {
    const record = {
      action: "SETTINGS_CHANGED",
      resourceType: "SETTINGS",
      resourceId,
      status: "SUCCESS",
    } as const;
    const details = { before: null, after: [1, { "a,b": 'said "so"' }] };
    await inTransaction(served.database, (client) =>
      insertAudit(client, {
        ...record,
        writer: TEST_WRITER,
        details,
        userId: "token:1",
        requestId: "settled",
      }),
    );
  }
}

test.each(EXPORTED)("$name as NDJSON and CSV has the rows of the JSON answer", async ({ name, path }) => {
  if (name === "audit.list") await writeSettled();
  const csv = await served.edge.ask(path, CSV);
  const json = await served.edge.ask(`${path}&limit=1000`);
  const ndjson = await served.edge.ask(path, NDJSON);

  const rows: Record<string, unknown>[] = JSON.parse(json.text).rows;
  expect([csv.status, json.status, ndjson.status]).toEqual([200, 200, 200]);
  expect(csvRows(csv)).toEqual(rows.map(cellsOf));
  expect(ndjsonRows(ndjson)).toEqual(rows);
  expect(csv.headers["x-kubecent-rows"]).toBe(String(rows.length));
  expect(rows.length).toBeGreaterThan(0);
});

test("a file says what it is, of which data, and that nobody keeps it", async () => {
  const json = bodyOf(await served.edge.ask(PODS));
  const { headers } = await served.edge.ask(PODS, CSV);

  expect(headers).toMatchObject({
    "content-type": "text/csv; charset=utf-8; header=present",
    "content-disposition": `attachment; filename="kubecent-cost-pods-${compact(WINDOW.start)}-${compact(WINDOW.end)}.csv"`,
    "cache-control": "no-store",
    vary: "Authorization, Accept, Accept-Encoding, Origin",
    "x-content-type-options": "nosniff",
    "x-kubecent-data-version": json["dataVersion"],
    "x-kubecent-currency": "EUR",
    "x-kubecent-rows": "8",
    "transfer-encoding": "chunked",
  });
  expect(headers["x-kubecent-window"]).toMatch(/^2\d{3}-\S+Z\/2\d{3}-\S+Z$/);
  expect(Number(headers["x-kubecent-coverage"])).toBeLessThan(1);
  expect(headers["etag"]).toBeUndefined();
});

function compact(instant: string): string {
  return instant.replaceAll(/\.\d+|[-:]/g, "");
}

test.each([
  ["text/csv", "text/csv"],
  ["application/x-ndjson", "application/x-ndjson"],
  ["text/csv;q=0.9, application/json;q=0.5", "text/csv"],
  ["application/json, text/csv;q=0.9", "application/json"],
  ["text/*", "text/csv"],
  ["*/*", "application/json"],
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"],
  ["image/png", "application/json"],
  ["text/csv;q=0", "application/json"],
])("Accept: %s is answered with %s, whatever was asked before", async (accept, type) => {
  for (const url of [PODS, `/api/v1/cost/nodes?${QUERY}`]) {
    await served.edge.ask(url);
    const reply = await served.edge.ask(url, { headers: { accept } });

    expect(reply.status).toBe(200);
    expect(reply.headers["content-type"]).toContain(type);
  }
});

test("format= asks for a file where no header can be set, and counts more than Accept", async () => {
  const csv = await served.edge.ask(`${PODS}&format=csv`, { headers: { accept: "text/html" } });
  const ndjson = await served.edge.ask(`${PODS}&format=ndjson`, CSV);
  const json = await served.edge.ask(`${PODS}&format=json`, CSV);

  const types = [csv, ndjson, json].map(({ headers }) => String(headers["content-type"]).split(";", 1)[0]);
  expect(types).toEqual(["text/csv", "application/x-ndjson", "application/json"]);
  expect(bodyOf(json)).toEqual(bodyOf(await served.edge.ask(PODS)));
});

test.each([
  [`${PODS}&format=xlsx`, "format"],
  [`${PODS}&format=csv&format=csv`, "format"],
  [`${PODS}&format=csv&limit=5`, "limit"],
  [`${PODS}&format=csv&cursor=abc`, "cursor"],
  [`${PODS}&format=csv&naemspace=shop`, "naemspace"],
  [`${PODS}&format=csv&sort=1`, "sort"],
  [`/api/v1/info?format=csv`, "format"],
  [`/api/v1/clusters?format=csv`, "format"],
])("%s is refused for %s, as JSON", async (path, field) => {
  const reply = await served.edge.ask(path);

  expect(reply.status).toBe(422);
  expect(bodyOf(reply)).toMatchObject({ code: "VALIDATION_FAILED", details: [{ field }] });
  expect(reply.headers["content-disposition"]).toBeUndefined();
});

test("HEAD tells what a file would be, and puts nothing on record", async () => {
  const before = (await exportRecords(served)).length;

  const head = await served.edge.ask(`${PODS}&format=csv`, { method: "HEAD" });

  expect(head).toMatchObject({ status: 200, text: "" });
  expect(head.headers).toMatchObject({ "x-kubecent-rows": "8" });
  expect((await exportRecords(served)).length).toBe(before);
});

test("an answer without rows is a file with its columns, the same as with rows", async () => {
  for (const { path, name } of EXPORTED.filter((each) => each.name.startsWith("cost."))) {
    const full = await served.edge.ask(path, CSV);
    const empty = await served.edge.ask(path.replaceAll(/20\d\d-/g, "2020-"), CSV);

    expect([name, csvRows(empty)]).toEqual([name, []]);
    expect([name, csvColumns(empty)]).toEqual([name, csvColumns(full)]);
  }
});

test("tRPC answers as ever, whatever is accepted", async () => {
  const input = encodeURIComponent(JSON.stringify(WINDOW));

  const reply = await served.edge.ask(`/api/trpc/cost.pods?input=${input}`, CSV);

  expect(reply.headers["content-type"]).toContain("application/json");
});

test("an export is on record: who, from where, what, in which form, and how it ended", async () => {
  const id = "the-export-on-record";
  const reply = await served.edge.ask(`${PODS}&namespace=shop`, {
    headers: { accept: "text/csv", "x-request-id": id },
  });

  const records = (await exportRecords(served)).filter(({ request_id: request }) => request === id);
  const exportId = reply.headers["x-kubecent-export-id"];
  const who = { user_id: "token:7", client_address: "127.0.0.1", resource_id: exportId };
  const details = {
    procedure: "cost.pods",
    format: "csv",
    question: { ...WINDOW, namespace: ["shop"] },
    rows: 4,
    dataVersion: reply.headers["x-kubecent-data-version"],
  };
  expect(records).toMatchObject([
    { ...who, action: "EXPORT_CREATED", status: "SUCCESS", details, result: null },
    {
      ...who,
      action: "EXPORT_FINISHED",
      status: "SUCCESS",
      result: { rows: 4, bytes: Buffer.byteLength(reply.text) },
    },
  ]);
});
