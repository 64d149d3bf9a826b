import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ChaosServer, postmasterPid, until } from "./support/chaos-server.ts";
import { createEmbeddedRun, type EmbeddedRun, report, undisturbedHours } from "./support/embedded-run.ts";
import { startLoad } from "./support/load.ts";
import { signalAll, stopFamily } from "./support/processes.ts";
import { checksums, type StoredHourSums, tornHours, untilStored } from "./support/stored-hours.ts";

/** A statement may take 10 s and a connection 2 s, both of which may be waited for in one request. */
const LONGEST_ANSWER_MS = 20_000;

let undisturbed: StoredHourSums[];
let run: EmbeddedRun;
let server: ChaosServer;

beforeAll(async () => {
  undisturbed = await undisturbedHours();
});

beforeEach(async () => {
  run = createEmbeddedRun();
  server = await run.start();
});

afterEach(async () => {
  await server.stop();
  run.remove();
});

const isAnswering = async (): Promise<boolean> =>
  (await server.ask("/api/v1/cost/namespaces?window=24h")).status === 200;

async function expectWholeHours(): Promise<void> {
  await untilStored(server, run.databaseUrl, undisturbed);
  const hours = await run.hours();
  expect(tornHours(hours)).toEqual([]);
  expect(checksums(hours, undisturbed)).toEqual(checksums(undisturbed, undisturbed));
}

test.each([
  { what: "killed", signal: "SIGKILL" as const },
  { what: "told to shut down at once", signal: "SIGQUIT" as const },
  { what: "told to stop", signal: "SIGINT" as const },
])(
  "PostgreSQL is $what under load, twice: the server lives, says when to come back, and recovers",
  async ({ what, signal }) => {
    const load = startLoad(server);

    for (let round = 0; round < 2; round++) {
      await sleep(700);
      const pid = postmasterPid(run.folder);
      process.kill(pid, signal);
      await until("another postmaster runs", async () => postmasterPid(run.folder) !== pid);
      report(`PostgreSQL ${what}, answers again after`, await until("it answers", isAnswering));
    }

    await expectWholeHours();
    const { statuses, mute, longestMs } = await load.stop();
    report(`longest answer while PostgreSQL was ${what} (${JSON.stringify([...statuses])})`, longestMs);
    expect([...statuses.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(mute).toBe(0);
    expect(server.isAlive()).toBe(true);
  },
);

test("PostgreSQL stands still for 30 s: answers are refused in time, probes say so, and it recovers", async () => {
  const load = startLoad(server);

  const pids = stopFamily(postmasterPid(run.folder));
  await sleep(17_000);
  const probes = await Promise.all(
    ["/livez", "/readyz"].map(async (path) => (await server.ask(path)).status),
  );
  await sleep(13_000);
  signalAll(pids, "SIGCONT");
  report("after standing still for 30 s, answers again after", await until("it answers", isAnswering));

  await expectWholeHours();
  const { statuses, longestMs } = await load.stop();
  report(`longest answer while it stood still (${JSON.stringify([...statuses])})`, longestMs);
  expect(probes).toEqual([200, 503]);
  expect([...statuses.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(longestMs).toBeLessThan(LONGEST_ANSWER_MS);
  expect(server.isAlive()).toBe(true);
});
