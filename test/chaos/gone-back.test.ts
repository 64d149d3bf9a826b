import { DAY_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { migrate } from "../../server/src/store/schema/migrate.ts";
import { openLink } from "../support/breakable-link.ts";
import { observedNames, verified } from "../support/named-world.ts";
import { HOUR } from "../support/observations.ts";
import { keepCopy } from "../support/older-copy.ts";
import { createDataFolder } from "../support/server-process.ts";
import { startStandbyPair } from "../support/standby-pair.ts";
import { storeHour, storeHours } from "../support/stored-world.ts";
import { createTestDatabase, openTestDatabase } from "../support/test-database.ts";
import { callAs, createTestServices } from "../support/test-services.ts";
import { demoCluster, startChaosServer, until } from "./support/chaos-server.ts";
import { report, undisturbedHours } from "./support/embedded-run.ts";
import { checksums, readHours, tornHours, untilStored } from "./support/stored-hours.ts";

const WINDOW = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + DAY_MS).toISOString() };

test("a failover to a standby that lacks the last commits: the process goes on with names that are there", async () => {
  const pair = await startStandbyPair();
  await migrate(pair.primaryUrl);
  const link = await openLink(pair.primaryUrl);
  const database = openTestDatabase(link.url);
  const api = callAs(
    "viewer",
    createTestServices(database, () => HOUR + DAY_MS),
  );
  const clusterId = await storeHours(database, "prod", [observedNames(0, ["shop"])]);
  const standby = openTestDatabase(pair.standbyUrl);
  const behind = "select from cluster_hour";
  await until(
    "the standby has the first hour",
    async () => (await standby.primary.query(behind)).rowCount === 1,
  );
  await standby.primary.end();

  await pair.stopStandby();
  await storeHour(database, clusterId, observedNames(1, ["shop", "payments", "search"]));
  const lost = await api.cost.namespaces(WINDOW);
  await pair.stopPrimary();
  await pair.startStandby();
  await pair.promoteStandby();
  link.turnTo(pair.standbyUrl);
  const isWritable = async (): Promise<boolean> =>
    (await database.primary.query("select where not pg_is_in_recovery()")).rowCount === 1;
  await until("the standby is the primary", isWritable);
  await storeHour(database, clusterId, observedNames(2, ["shop", "search", "tools"]));
  await storeHour(database, clusterId, observedNames(1, ["shop", "tools", "payments"]));

  const found = await api.cost.namespaces(WINDOW);
  const names = found.rows.map(({ namespace }) => namespace).filter((name) => !name.startsWith("__"));
  expect(names.toSorted()).toEqual(["payments", "search", "shop", "tools"]);
  expect(found.dataVersion).not.toBe(lost.dataVersion);
  expect(await verified(database)).toEqual([
    expect.stringContaining("3 hours and 0 days counted anew, 0 differ"),
  ]);
  await database.primary.end();
  await link.close();
  await pair.close();
});

test("an older dump is restored while the server collects: it collects what is missing, under names that are there", async () => {
  const undisturbed = await undisturbedHours();
  const database = await createTestDatabase();
  const data = createDataFolder();
  const clusters = demoCluster(data.folder.replace(/\/[^/]*$/, ""), 2);
  const server = await startChaosServer({ DATABASE_URL: database.url, CLUSTERS_FILE: clusters });
  const url = (): Promise<string> => Promise.resolve(database.url);
  await until("some hours are stored", async () => (await readHours(database.url)).length >= 10);

  const copy = await keepCopy(database.url);
  await untilStored(server, url, undisturbed);
  await copy.restore();
  report("an older dump restored, complete again after", await untilStored(server, url, undisturbed));

  const hours = await readHours(database.url);
  expect(tornHours(hours)).toEqual([]);
  expect(checksums(hours, undisturbed)).toEqual(checksums(undisturbed, undisturbed));
  expect(await server.stop()).toBe(0);
  expect(await verified(database)).toEqual([expect.stringMatching(/ counted anew, 0 differ/)]);
  await database.drop();
  data.remove();
});
