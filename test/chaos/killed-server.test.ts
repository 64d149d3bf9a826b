import { pathToFileURL } from "node:url";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { createEmbeddedRun, report, undisturbedHours } from "./support/embedded-run.ts";
import { checksums, type StoredHourSums, tornHours, untilStored } from "./support/stored-hours.ts";

const KILL_AT = pathToFileURL(path.join(import.meta.dirname, "support/kill-at.ts")).href;

let undisturbed: StoredHourSums[];

beforeAll(async () => {
  undisturbed = await undisturbedHours();
});

test("the measure itself is whole", () => {
  expect(undisturbed.length).toBeGreaterThanOrEqual(48);
  expect(tornHours(undisturbed)).toEqual([]);
});

test.each([
  "locked:1",
  "locked:9",
  "cleared:1",
  "cleared:7",
  "written:1",
  "written:5",
  "recorded:1",
  "recorded:6",
  "committed:1",
  "committed:11",
])(
  "a server that is killed at %s leaves whole hours, and the next one ends with the same",
  async (killAt) => {
    const run = createEmbeddedRun();
    const killed = await run.start({ NODE_OPTIONS: `--import ${KILL_AT}`, CHAOS_KILL_AT: killAt });
    await killed.ended;
    const left = await run.hours();

    const next = await run.start();
    const recoveryMs = await untilStored(next, run.databaseUrl, undisturbed);

    const hours = await run.hours();
    report(`killed at ${killAt} with ${left.length} hours stored, complete again after`, recoveryMs);
    expect(tornHours(left)).toEqual([]);
    expect(tornHours(hours)).toEqual([]);
    expect(checksums(hours, undisturbed)).toEqual(checksums(undisturbed, undisturbed));
    expect(await next.stop()).toBe(0);
    run.remove();
  },
);
