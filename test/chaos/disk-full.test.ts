import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChaosServer, until } from "./support/chaos-server.ts";
import { createEmbeddedRun, type EmbeddedRun, report, undisturbedHours } from "./support/embedded-run.ts";
import { checksums, type StoredHourSums, tornHours, untilStored } from "./support/stored-hours.ts";

/** Room for the database and its log, and for little else. */
const DISK_MB = 220;
const DAYS = 30;

/** A small disk; null where this user may not mount one. */
function mountSmallDisk(): string | null {
  const place = mkdtempSync(path.join(tmpdir(), "kubecent-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m,mode=755`, "tmpfs", place], {
      stdio: "ignore",
    });
    chmodSync(place, 0o755);
    return place;
  } catch {
    rmSync(place, { recursive: true });
    return null;
  }
}

const disk = mountSmallDisk();
if (disk === null) process.stderr.write("disk full skipped: no small disk can be mounted here\n");

describe.skipIf(disk === null)("a disk that is full", () => {
  let undisturbed: StoredHourSums[];
  let run: EmbeddedRun;
  let server: ChaosServer;
  const place = disk ?? "";
  const ballast = path.join(place, "ballast");

  beforeAll(async () => {
    undisturbed = await undisturbedHours();
    // So many days that the disk is full before all of them are there.
    run = createEmbeddedRun({ folder: path.join(place, "data"), remove: () => undefined }, DAYS);
    server = await run.start();
  });

  afterAll(async () => {
    await server.stop();
    execFileSync("umount", ["-l", place]);
    rmSync(place, { recursive: true, force: true });
  });

  function fill(): void {
    try {
      execFileSync("dd", ["if=/dev/zero", `of=${ballast}`, "bs=1M"], { stdio: "ignore" });
    } catch {
      // dd ends with an error when there is no room left: that is what it is for.
    }
    try {
      for (let size = 512; size > 0; size -= 64)
        writeFileSync(`${ballast}-${size}`, Buffer.alloc(size * 1024));
    } catch {
      // Nor for a few blocks more.
    }
  }

  test("no hour is half written, the server lives, and all goes on when there is room again", async () => {
    fill();
    await until("an hour fails for want of room", async () =>
      /53100|No space left|disk/i.test(server.output()),
    );
    await sleep(3_000);
    const answers = await Promise.all(
      ["/livez", "/api/v1/cost/namespaces?window=24h"].map(async (at) => (await server.ask(at)).status),
    );

    execFileSync("sh", ["-c", `rm -f ${ballast}*`]);
    const recoveryMs = await untilStored(server, run.databaseUrl, undisturbed);

    report("with room again, complete after", recoveryMs);
    const hours = await run.hours();
    expect(answers[0]).toBe(200);
    expect([200, 503]).toContain(answers[1]);
    expect(existsSync(ballast)).toBe(false);
    expect(tornHours(hours)).toEqual([]);
    expect(checksums(hours, undisturbed)).toEqual(checksums(undisturbed, undisturbed));
    expect(server.isAlive()).toBe(true);
  });
});
