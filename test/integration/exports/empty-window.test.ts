import { HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { appRouter } from "../../../server/src/api/router.ts";
import { isExported } from "../../../server/src/http/exports/file-columns.ts";
import { proceduresOf } from "../../../server/src/api/procedures.ts";
import { HOUR } from "../../support/observations.ts";
import { sampleHour } from "../../support/sample-cluster.ts";
import { hoursFrom } from "../../support/stored-world.ts";
import { csvRows, ndjsonRows, useExportingEdge } from "./exporting-edge.ts";

/** The day begins in Nepal at 18:15 in UTC, and it is 18:20. */
const LAST = new Date(HOUR).setUTCHours(18);
const served = useExportingEdge(hoursFrom(HOUR, (LAST - HOUR) / HOUR_MS).map(sampleHour));

const PARAMETERS: Readonly<Record<string, string>> = { "cost.labels": "&name=team" };
const FILES = proceduresOf(appRouter)
  .filter((procedure) => isExported(procedure) && procedure.name.match(/^(cost|metrics)\./))
  .flatMap(({ name, path }) =>
    ["csv", "ndjson"].map((format) => ({
      name,
      format,
      path: `/api/v1${path}?window=today&timeZone=Asia/Kathmandu&format=${format}${PARAMETERS[name] ?? ""}`,
    })),
  );

test.each(FILES)("$name as $format of a day without an hour yet is a file without rows", async ({ path }) => {
  const reply = await served.edge.ask(path);

  expect([reply.status, reply.headers["x-kubecent-rows"] ?? "0"]).toEqual([200, "0"]);
  const rows = path.includes("csv") ? csvRows(reply) : ndjsonRows(reply);
  expect(rows).toEqual([]);
});
