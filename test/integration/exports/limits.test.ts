import { expect, test, vi } from "vitest";
import { HOUR } from "../../support/observations.ts";
import { HOURS, sampleHour, WINDOW } from "../../support/sample-cluster.ts";
import { hoursFrom } from "../../support/stored-world.ts";
import { bodyOf } from "../../unit/http/edge.ts";
import { exportRecords, useExportingEdge } from "./exporting-edge.ts";

const env = { EXPORTS_PER_HOUR: "3", EXPORT_MAX_ROWS: "5" };
const served = useExportingEdge(hoursFrom(HOUR, HOURS).map(sampleHour), { env });
const QUERY = `start=${WINDOW.start}&end=${WINDOW.end}&format=csv`;
const NAMESPACES = `/api/v1/cost/namespaces?${QUERY}`;

test("what is refused before it is an export costs nothing of the quota; what is one counts, and is on record", async () => {
  const unreadable = [`${NAMESPACES}&limit=1`, `${NAMESPACES}&nonsense=1`, `${NAMESPACES}&sort=nothing`];
  for (const path of unreadable) expect((await served.edge.ask(path)).status).toBe(422);
  expect((await served.edge.ask(NAMESPACES, { token: null })).status).toBe(401);

  const tooMany = await served.edge.ask(`/api/v1/cost/pods?${QUERY}`);
  const whole = [await served.edge.ask(NAMESPACES), await served.edge.ask(NAMESPACES)];
  const fourth = await served.edge.ask(NAMESPACES);
  const asJson = await served.edge.ask(`/api/v1/cost/namespaces?start=${WINDOW.start}&end=${WINDOW.end}`);

  expect(tooMany.status).toBe(422);
  expect(bodyOf(tooMany)).toMatchObject({ code: "TOO_MANY_ROWS", error: "Too many rows" });
  expect(tooMany.headers["content-disposition"]).toBeUndefined();
  expect(whole.map(({ status }) => status)).toEqual([200, 200]);
  expect(fourth.status).toBe(429);
  expect(bodyOf(fourth)["message"]).toContain("3 exports in 3600 s");
  expect(Number(fourth.headers["retry-after"])).toBeGreaterThan(3_000);
  expect(asJson.status).toBe(200);
  await vi.waitFor(async () => {
    const records = await exportRecords(served);
    // In any order: nobody waits for what is written after an answer.
    const told = records.map(({ action, status, details }) =>
      `${action} ${status} ${details?.code ?? ""}`.trim(),
    );
    expect(told.toSorted((left, right) => left.localeCompare(right))).toEqual([
      "EXPORT_CREATED FAILED RATE_LIMITED",
      "EXPORT_CREATED FAILED TOO_MANY_ROWS",
      "EXPORT_CREATED SUCCESS",
      "EXPORT_CREATED SUCCESS",
      "EXPORT_FINISHED SUCCESS",
      "EXPORT_FINISHED SUCCESS",
    ]);
  });
});
