import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { judgeClock } from "../../../../server/src/run/doctor/checks/check-clock.ts";
import { judgeServer } from "../../../../server/src/run/doctor/checks/check-database.ts";
import { judgeAmount, judgeRoom } from "../../../../server/src/run/doctor/checks/check-disk.ts";
import { judgeList, judgeShare } from "../../../../server/src/run/doctor/checks/check-prices.ts";
import { judgeConnections, judgeVersions } from "../../../../server/src/run/doctor/checks/check-replicas.ts";
import { judgeWeeks } from "../../../../server/src/run/doctor/checks/check-retention.ts";
import { judgeRoles } from "../../../../server/src/run/doctor/checks/check-roles.ts";
import type { ServerFacts } from "../../../../server/src/store/health/server-facts.ts";

// What cannot be had on the PostgreSQL of a test, or takes weeks to come about.

const SOUND: ServerFacts = {
  versionNumber: 180_004,
  version: "18.4",
  database: "kubecent",
  databaseId: "1/2",
  encoding: "UTF8",
  isStandby: false,
  isReadOnly: false,
  extensions: [],
  connections: { most: 97, used: 3 },
};

const wrongOf = (facts: Partial<ServerFacts>): string[] =>
  judgeServer({ ...SOUND, ...facts })
    .filter(({ verdict }) => verdict === "wrong")
    .map(({ found, remedy }) => `${found}; ${remedy ?? ""}`);

test("a server that is too old, a standby, or not in UTF-8", () => {
  expect(wrongOf({})).toEqual([]);
  expect(wrongOf({ versionNumber: 140_011, version: "14.11" })).toEqual([
    "PostgreSQL 14.11; upgrade it to PostgreSQL 15 or later",
  ]);
  expect(wrongOf({ versionNumber: 150_000, version: "15.0" })).toEqual([]);
  expect(wrongOf({ isStandby: true })[0]).toContain("is on a standby");
  expect(wrongOf({ encoding: "SQL_ASCII" })[0]).toContain("SQL_ASCII");
});

test("clocks are judged as the collector does", () => {
  expect(judgeClock("database", -29_000)).toMatchObject({
    verdict: "ok",
    found: "29.0 s behind this machine",
  });
  expect(judgeClock("database", 31_000).verdict).toBe("warn");
  expect(judgeClock("prod", 301_000)).toMatchObject({
    verdict: "wrong",
    found: "301.0 s ahead of this machine: no hour is collected",
  });
});

test("roles that are missing, cannot be taken, or are above the rules", () => {
  const login = { name: "kubecent", isAboveRules: true, canBeTaken: true };
  const roles = ["kubecent_owner", "kubecent_app", "kubecent_audit", "kubecent_sealer"].map((name) => ({
    name,
    isAboveRules: name === "kubecent_app",
    canBeTaken: name !== "kubecent_audit",
  }));
  expect(judgeRoles([login, ...roles]).map(({ verdict, found }) => `${verdict} ${found}`)).toEqual([
    "wrong missing are kubecent_scoped",
    "wrong kubecent may not take kubecent_audit",
    "wrong kubecent_app is above row security",
    "warn kubecent is a superuser, or bypasses row security",
  ]);
});

test("room is judged by what is written there", () => {
  expect(judgeRoom("/data", 100, "embedded").verdict).toBe("wrong");
  expect(judgeRoom("/data", 1_000, "embedded").verdict).toBe("warn");
  expect(judgeRoom("/data", 100, "other").verdict).toBe("ok");
  expect(judgeRoom("/data", 10, "other").verdict).toBe("warn");
});

test("a database three times as large as its containers explain is worth a word", () => {
  const now = 200 * DAY_MS;
  const retention = { RETENTION_HOURLY_DAYS: 90, RETENTION_DAILY_DAYS: 1_100 };
  const amount = { hours: 4_800, firstHour: 0, containers: 10_000 };

  const usual = judgeAmount({ ...amount, databaseBytes: 15e9 }, retention, now);
  expect(usual.verdict).toBe("ok");
  // docs/scale.md says 55 GB for 10,000 containers, which are 51 GiB.
  expect(usual.found).toMatch(
    /^14\.0 GiB after 200 days, 10000 containers now; 5\d\.\d GiB in the long run$/,
  );
  expect(judgeAmount({ ...amount, databaseBytes: 90e9 }, retention, now).verdict).toBe("warn");
});

test("a day priced by guess, and a day of long ago", () => {
  const others = { custom: 0, exporter: 0.6, karpenter: 0, list: 0.35, estimate: 0 };
  const share = { cluster: "prod", newestHour: 0, share: 0.05, others };
  expect(judgeShare(share, HOUR_MS).map(({ verdict }) => verdict)).toEqual(["ok"]);
  expect(judgeShare(share, HOUR_MS)[0]?.found).toBe(
    "5.0 % of the last stored day is priced by defaults, 60.0 % by exporter, 35.0 % by list",
  );
  const none = { custom: 0, exporter: 0, karpenter: 0, list: 0, estimate: 0 };
  expect(judgeShare({ ...share, share: 1, others: none }, HOUR_MS)[0]).toMatchObject({
    verdict: "warn",
    found: "100.0 % of the last stored day is priced by defaults",
  });
  expect(judgeShare(share, 4 * HOUR_MS).map(({ found }) => found)[1]).toBe(
    "the newest stored hour is 1970-01-01T00:00:00Z",
  );
});

test("a list of prices is told with its day and version, and one of long ago is worth a word", () => {
  const list = { cloud: "aws", date: "2026-07-20", version: 3 } as const;
  expect(judgeList(list, Date.UTC(2026, 10, 28))).toMatchObject({
    verdict: "ok",
    name: "aws",
    found: "the list of on-demand prices in use is of 2026-07-20, version 3",
  });
  expect(judgeList({ ...list, version: null }, Date.UTC(2028, 0, 1))).toMatchObject({
    verdict: "warn",
    found: expect.stringContaining("as it came with KubeCent"),
  });
});

test("connections are counted for one more replica, a collector and two commands", () => {
  expect(judgeConnections({ most: 97, used: 60 }, 7, { DB_POOL_MAX: 10 }).verdict).toBe("ok");
  expect(judgeConnections({ most: 97, used: 60 }, 8, { DB_POOL_MAX: 10 })).toMatchObject({
    verdict: "warn",
    found: "60 of 97 connections are used; 104 may be wanted",
  });
});

test("another version beside this one, and a week that should be gone", () => {
  expect(judgeVersions(["", "0.0.9"]).verdict).toBe("warn");
  expect(judgeVersions([""]).verdict).toBe("ok");
  const week = { start: 0, end: 7 * DAY_MS };
  expect(judgeWeeks([week], 90, 98 * DAY_MS).verdict).toBe("ok");
  expect(judgeWeeks([week], 90, 100 * DAY_MS)).toMatchObject({
    verdict: "warn",
    found: "hours are kept for 90 days, and there are some from 1970-01-01T00:00:00Z on",
  });
});
