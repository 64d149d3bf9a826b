import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../chaos/support/chaos-server.ts";
import { prometheusMissing } from "../unit/sources/prometheus/support/serve-recording.ts";
import { dashboardExpressions } from "./support/dashboard.ts";
import { readRules } from "./support/rules-file.ts";
import { type SickWorld, startSickWorld } from "./support/sick-world.ts";

const missing = await prometheusMissing();

/** What takes hours, or a source that lacks something: test/runbooks/maintenance-late.test.ts and numbers-lack.test.ts. */
const ELSEWHERE = ["KubeCentMaintenanceLate", "KubeCentNumbersLack"];

describe.skipIf(missing !== null)("alerts on real processes, in the states that they are for", () => {
  let world: SickWorld;
  const seen = new Set<string>();

  beforeAll(async () => {
    world = await startSickWorld();
  });
  afterAll(() => world.close());

  /** Does again what causes it until they have fired: a rate needs a series that was there before. */
  async function untilFiring(alerts: readonly string[], cause?: () => Promise<void>): Promise<string> {
    const isFiring = async (): Promise<boolean> => {
      await cause?.();
      for (const alert of await world.prometheus.firing()) seen.add(alert);
      return alerts.every((alert) => seen.has(alert));
    };
    await until(`${alerts.join(", ")} fire`, isFiring).catch((error: unknown) => {
      throw new Error(`Seen so far: ${[...seen].join(", ")}`, { cause: error });
    });
    return "all fired";
  }

  test("what the settings lead to: keys, a Redis and a standby that are not there", async () => {
    expect(await untilFiring(["KubeCentKeysOld", "KubeCentLimitStoreDown", "KubeCentReadReplicaAway"])).toBe(
      "all fired",
    );
  });

  test("every expression of the dashboard gives series", async () => {
    // Findings are shown where there are some, and refusals where some were refused.
    const asked = dashboardExpressions().map((expression) =>
      expression.replace(/ > 0$/, "").replace(/, status(=~"\[45\]\.\."|="429")/, ""),
    );
    const given: string[] = [];
    for (const expression of asked) {
      await until(`series of ${expression}`, async () => (await world.prometheus.ask(expression)) > 0);
      given.push(expression);
    }

    expect(given).toEqual(asked);
  });

  test("old hours with little coverage, and a source that does not answer", async () => {
    expect(await untilFiring(["KubeCentCollectorLate", "KubeCentCoverageLow", "KubeCentHoursFailing"])).toBe(
      "all fired",
    );
  });

  test("messages that nobody takes", async () => {
    await world.refuseMessages();
    expect(await untilFiring(["KubeCentNotificationsStuck"])).toBe("all fired");
    await world.giveMessagesUp();
    expect(await untilFiring(["KubeCentNotificationsDead"])).toBe("all fired");
  });

  test("an audit log that nobody seals", async () => {
    await world.holdUpSealing();
    expect(await untilFiring(["KubeCentAuditUnsealed"])).toBe("all fired");
  });

  test("an audit chain that was changed", async () => {
    await world.cutChain();
    expect(await untilFiring(["KubeCentAuditChainRefused"])).toBe("all fired");
  });

  test("a disk without room, and requests that fail for it", async () => {
    await world.fillDisk();
    expect(await untilFiring(["KubeCentStorageFull", "KubeCentErrors"], () => world.changeSomething())).toBe(
      "all fired",
    );
  });

  test("connections that are all taken, and answers that are slow for it", async () => {
    expect(await untilFiring(["KubeCentPoolExhausted", "KubeCentSlow"], () => world.takeConnections())).toBe(
      "all fired",
    );
  });

  test("access lists that cannot be read", async () => {
    expect(await untilFiring(["KubeCentAccessListsOld"])).toBe("all fired");
  });

  test("a process that starts again and again, and then no more", async () => {
    // Starts are told in whole seconds: two of one second count as one.
    await world.restart(8);
    expect(await untilFiring(["KubeCentRestarting"])).toBe("all fired");
  });

  test("only a process that answers, and does not collect: it tells how late numbers are as well", async () => {
    await world.leaveOnlyAnswering();
    seen.delete("KubeCentCollectorLate");
    // A process that was started anew at once may not have been missed: one that stays away is.
    const missed = ["KubeCentNoCollector", "KubeCentCollectorLate", "KubeCentTargetDown"];
    expect(await untilFiring(missed)).toBe("all fired");
  });

  test("a database that takes nobody in, and then nothing at all", async () => {
    // A look may have failed before, while all connections were taken.
    seen.delete("KubeCentDatabaseAway");
    await world.shutDatabase();
    expect(await untilFiring(["KubeCentDatabaseAway"])).toBe("all fired");
    const texts = await world.prometheus.texts();
    expect(texts.filter((text) => /<error|NaN|<no value>/.test(text))).toEqual([]);
    await world.stopAll();
    expect(await untilFiring(["KubeCentDown"])).toBe("all fired");
  });

  test("these were all alerts, but for those that have a world of their own", () => {
    const all = readRules().map(({ alert }) => alert);
    expect(all.filter((alert) => !seen.has(alert)).toSorted()).toEqual(ELSEWHERE);
  });
});
