import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { until } from "../chaos/support/chaos-server.ts";
import { metricsOf } from "../security/support/spread-requests.ts";
import { startDriving } from "./support/drive.ts";
import { drivenFigures } from "./support/figures.ts";
import type { LoadWorld } from "./support/load-world.ts";
import { missed, steadyLoad, underWatch, useScenario } from "./support/scenario.ts";

const PART = "Redis away";
const BESIDE_S = 5;
const scenario = useScenario();

test("a Redis that dies and comes back with nothing fails no request, and limits go on", async () => {
  const { world, figures, mostPerSecond } = scenario();

  const driven = await underWatch(scenario(), { part: PART }, async () => {
    const driving = startDriving(steadyLoad(scenario()));
    await sleep(BESIDE_S * 1_000);
    await world.redis.kill();
    await until("replicas know that it is away", () => isStoreUp(world, 0));
    await sleep(BESIDE_S * 1_000);
    await world.redis.start();
    await until("replicas know that it is back", () => isStoreUp(world, 1));
    await sleep(BESIDE_S * 1_000);
    return driving.stop();
  });

  figures.unshift(...drivenFigures({ part: PART, mostPerSecond }, driven));
  expect(missed(scenario())).toEqual([]);
  for (const { server } of world.replicas) {
    const said = server.output().match(/"rate_limit\.store_(down|up)"/g);
    expect(said).toEqual(['"rate_limit.store_down"', '"rate_limit.store_up"']);
  }
});

async function isStoreUp({ replicas }: LoadWorld, up: 0 | 1): Promise<boolean> {
  const texts = await metricsOf(replicas.map(({ server }) => server));
  return texts.every((text) => text.includes(`kubecent_limit_store_up ${up}\n`));
}
