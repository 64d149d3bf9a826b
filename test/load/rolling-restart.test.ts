import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { until } from "../chaos/support/chaos-server.ts";
import { startDriving } from "./support/drive.ts";
import { drivenFigures } from "./support/figures.ts";
import type { Replica } from "./support/load-world.ts";
import { startRepeating } from "./support/repeat-change.ts";
import { missed, steadyLoad, underWatch, useScenario } from "./support/scenario.ts";

const PART = "rolling restart";
const BESIDE_S = 3;
const scenario = useScenario();

test("replicas that are restarted one after the other fail no request, and make a repeated change once", async () => {
  const { world, figures, mostPerSecond } = scenario();

  const { driven, repeated, codes } = await underWatch(
    scenario(),
    { part: PART, asksReplicas: false },
    async () => {
      const driving = startDriving(steadyLoad(scenario()));
      const repeating = startRepeating(world);
      await sleep(BESIDE_S * 1_000);
      const ended: (number | null)[] = [];
      for (const replica of world.replicas) {
        ended.push(await replica.restart());
        await until("it gets requests again", () => Promise.resolve(isAsked(replica)));
      }
      await sleep(BESIDE_S * 1_000);
      return { repeated: await repeating.stop(), driven: await driving.stop(), codes: ended };
    },
  );

  figures.unshift(...drivenFigures({ part: PART, mostPerSecond, mayPutOff }, driven), {
    part: PART,
    what: `tokens made by one change that was sent ${repeated.sent} times`,
    measured: String(repeated.made),
    target: "1",
    isMet: repeated.made === 1,
  });
  expect(codes).toEqual([0, 0]);
  expect(repeated.answers).toEqual([expect.stringMatching(/^20\d /)]);
  expect(missed(scenario())).toEqual([]);
});

/** A replica that stops begins no more files: docs/errors.md. */
function mayPutOff(code: string): boolean {
  return code === "SHUTTING_DOWN";
}

/** Whether the balancer sends it requests. */
function isAsked({ server }: Replica): boolean {
  return server.output().includes('"route":"/api/v1/cost/');
}
