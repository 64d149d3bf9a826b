import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../chaos/support/chaos-server.ts";
import { prometheusMissing } from "../unit/sources/prometheus/support/serve-recording.ts";
import { dashboardExpressions } from "./support/dashboard.ts";
import { readRules } from "./support/rules-file.ts";
import { type SickWorld, startSickWorld } from "./support/sick-world.ts";

const missing = await prometheusMissing();

/** What takes hours, or a source whose data contradict themselves: promtool has it from made up series. */
const MADE_UP = ["KubeCentMaintenanceLate", "KubeCentNumbersLack"];

describe.skipIf(missing !== null)("alerts on real processes, in the states that they are for", () => {
  let world: SickWorld;
  const seen = new Set<string>();

  beforeAll(async () => {
    world = await startSickWorld();
  });
  afterAll(() => world.close());

  /** Does again what causes it until they have fired: a rate needs a series that was there before. */
  async function untilFiring(alerts: readonly string[], cause?: () => Promise<void>): Promise<void> {
    const isFiring = async (): Promise<boolean> => {
      await cause?.();
      for (const alert of await world.prometheus.firing()) seen.add(alert);
      return alerts.every((alert) => seen.has(alert));
    };
    await until(`${alerts.join(", ")} fire`, isFiring, 90_000).catch((error: unknown) => {
      throw new Error(`Seen so far: ${[...seen].join(", ")}`, { cause: error });
    });
  }

  test("what the settings lead to: keys, a Redis and a standby that are not there", async () => {
    await untilFiring(["KubeCentKeysOld", "KubeCentLimitStoreDown", "KubeCentReadReplicaAway"]);
  });

  test("every expression of the dashboard gives series", async () => {
    for (const expression of dashboardExpressions()) {
      // Findings are shown where there are some, and refusals where some were refused.
      const asked = expression.replace(/ > 0$/, "").replace(/, status(=~"\[45\]\.\."|="429")/, "");
      await until(`series of ${asked}`, async () => (await world.prometheus.ask(asked)) > 0, 15_000);
    }
  });

  test("old hours with little coverage, and a source that does not answer", async () => {
    await untilFiring(["KubeCentCollectorLate", "KubeCentCoverageLow", "KubeCentHoursFailing"]);
  });

  test("an audit log that nobody seals", async () => {
    await world.holdUpSealing();
    await untilFiring(["KubeCentAuditUnsealed"]);
  });

  test("an audit chain that was changed", async () => {
    await world.cutChain();
    await untilFiring(["KubeCentAuditChainRefused"]);
  });

  test("a disk without room, and requests that fail for it", async () => {
    await world.fillDisk();
    await untilFiring(["KubeCentStorageFull", "KubeCentErrors"], () => world.changeSomething());
  });

  test("connections that are all taken, and answers that are slow for it", async () => {
    await untilFiring(["KubeCentPoolExhausted", "KubeCentSlow"], () => world.takeConnections());
  });

  test("access lists that cannot be read", async () => {
    await untilFiring(["KubeCentAccessListsOld"]);
  });

  test("a process that starts again and again, and then no more", async () => {
    await world.restart(4);
    await untilFiring(["KubeCentRestarting", "KubeCentTargetDown"]);
  });

  test("only a process that answers, and does not collect", async () => {
    await world.leaveOnlyAnswering();
    await untilFiring(["KubeCentNoCollector"]);
  });

  test("a database that takes nobody in, and then nothing at all", async () => {
    // A look may have failed before, while all connections were taken.
    seen.delete("KubeCentDatabaseAway");
    await world.shutDatabase();
    await untilFiring(["KubeCentDatabaseAway"]);
    const texts = await world.prometheus.texts();
    expect(texts.filter((text) => /<error|NaN|<no value>/.test(text))).toEqual([]);
    await world.stopAll();
    await untilFiring(["KubeCentDown"]);
  });

  test("these were all alerts, but for those of made up series", () => {
    const all = readRules().map(({ alert }) => alert);
    expect(all.filter((alert) => !seen.has(alert)).toSorted()).toEqual(MADE_UP);
  });
});
