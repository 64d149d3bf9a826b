import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChaosServer, until } from "./support/chaos-server.ts";
import { createEmbeddedRun, type EmbeddedRun, report, undisturbedHours } from "./support/embedded-run.ts";
import { checksums, type StoredHourSums, tornHours, untilStored } from "./support/stored-hours.ts";

/** Where Debian and its like put libfaketime; null where it is not installed. */
function libfaketime(): string | null {
  const places = existsSync("/usr/lib") ? readdirSync("/usr/lib").map((each) => `/usr/lib/${each}`) : [];
  const files = places.map((place) => path.join(place, "faketime/libfaketimeMT.so.1"));
  return files.find((file) => existsSync(file)) ?? null;
}

const library = libfaketime();
if (library === null) process.stderr.write("clock jumps skipped: libfaketime is not installed\n");

describe.skipIf(library === null)("a clock that jumps", () => {
  let undisturbed: StoredHourSums[];
  let run: EmbeddedRun;
  let server: ChaosServer;
  let clockFile: string;

  beforeAll(async () => {
    undisturbed = await undisturbedHours();
    run = createEmbeddedRun();
    clockFile = path.join(path.dirname(run.folder), "clock");
    setClock("+0s");
    server = await run.start({
      LD_PRELOAD: library ?? "",
      FAKETIME_TIMESTAMP_FILE: clockFile,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    });
    await untilStored(server, run.databaseUrl, undisturbed);
  });

  afterAll(async () => {
    await server.stop();
    run.remove();
  });

  /** Moves the server's wall clock; the database keeps the machine's. */
  function setClock(offset: string): void {
    writeFileSync(clockFile, offset);
  }

  async function lastError(): Promise<string> {
    return (await (await server.ask("/api/v1/clusters/status")).text()).match(/The clock of[^"]*/)?.[0] ?? "";
  }

  test.each([
    { offset: "+3h", says: /the database is 10\d\d\d s behind ours/ },
    { offset: "-3h", says: /the database is 10\d\d\d s ahead of ours/ },
    { offset: "+1d", says: /the database is 86\d\d\d s behind ours/ },
  ])("by $offset: no hour is collected before it is over, and it is said why", async ({ offset, says }) => {
    setClock(offset);

    // Due hours are looked for once a minute.
    report(
      `clock ${offset}, noticed after`,
      await until("it is noticed", async () => says.test(await lastError())),
    );
    await sleep(1_000);

    const over = Date.now() - HOUR_MS;
    const hours = await run.hours();
    expect(hours.filter(({ hour }) => Date.parse(hour) > over)).toEqual([]);
    expect(tornHours(hours)).toEqual([]);
    expect((await server.ask("/livez")).status).toBe(200);
    setClock("+0s");
  });

  test("once the clock is right again everything is as it was", async () => {
    setClock("+0s");
    await until(
      "it answers",
      async () => (await server.ask("/api/v1/cost/namespaces?window=24h")).status === 200,
    );

    const hours = await run.hours();

    expect(checksums(hours, undisturbed)).toEqual(checksums(undisturbed, undisturbed));
    expect(server.isAlive()).toBe(true);
  });
});
