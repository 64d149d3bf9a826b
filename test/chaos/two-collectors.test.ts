import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type EmbeddedPostgres,
  openEmbeddedPostgres,
} from "../../server/src/store/embedded/embedded-postgres.ts";
import { createDataFolder } from "../support/server-process.ts";
import { type ChaosServer, demoCluster, startChaosServer, until } from "./support/chaos-server.ts";
import { report } from "./support/embedded-run.ts";
import { checksums, readHours, tornHours } from "./support/stored-hours.ts";

const DAYS = 12;

const shared = createDataFolder();
const folders = [createDataFolder(), createDataFolder()];
const running: ChaosServer[] = [];
let postgres: EmbeddedPostgres;

beforeAll(async () => {
  postgres = await openEmbeddedPostgres({ dataFolder: shared.folder });
});

afterAll(async () => {
  for (const server of running) server.kill("SIGCONT");
  await Promise.all(running.map((server) => server.stop()));
  await postgres.close();
  for (const data of [shared, ...folders]) data.remove();
});

async function start(index: number): Promise<ChaosServer> {
  const folder = folders[index]?.folder ?? "";
  const file = demoCluster(path.dirname(folder), DAYS);
  const server = await startChaosServer({
    DATABASE_URL: postgres.url,
    KUBECENT_DATA: folder,
    CLUSTERS_FILE: file,
  });
  running.push(server);
  return server;
}

const stored = async (): Promise<number> => (await readHours(postgres.url)).length;
const leads = (server: ChaosServer): boolean => server.output().includes("collector.leading");

test("of two collectors one collects; stopped for a minute, it finds its work done and writes nothing", async () => {
  const first = await start(0);
  await until("the first leads", async () => leads(first));
  const second = await start(1);
  await until("some hours are stored", async () => (await stored()) > 20);

  first.kill("SIGSTOP");
  const stoppedAt = performance.now();
  const left = await stored();
  report("the other takes over after", await until("the second leads", async () => leads(second)));
  await until("all hours are stored", async () => (await stored()) >= DAYS * 24);
  const before = await readHours(postgres.url);
  await sleep(Math.max(0, 60_000 - (performance.now() - stoppedAt)));
  first.kill("SIGCONT");
  await until("the first knows that it does not lead any more", async () =>
    first.output().includes("collector.lost"),
  );
  await sleep(2_000);

  const after = await readHours(postgres.url);
  expect(left).toBeLessThan(DAYS * 24);
  expect(tornHours(after)).toEqual([]);
  expect(checksums(after, before)).toEqual(checksums(before, before));
  expect([first.isAlive(), second.isAlive()]).toEqual([true, true]);
});

test("a leader that stops hands over before its lease has run out", async () => {
  const [first, second] = running;
  if (!first || !second) throw new Error("the test before starts both");
  const leadBefore = first.output().split("collector.leading").length;

  expect(await second.stop()).toBe(0);
  running.splice(1, 1);

  report(
    "handed over after",
    await until(
      "the first leads again",
      async () => first.output().split("collector.leading").length > leadBefore,
    ),
  );
});
