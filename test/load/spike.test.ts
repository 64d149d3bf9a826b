import { expect, test } from "vitest";
import { drive } from "./support/drive.ts";
import { drivenFigures } from "./support/figures.ts";
import { missed, steadyLoad, underWatch, useScenario } from "./support/scenario.ts";

const STEADY_S = 15;
const SPIKE_S = 8;
const TIMES = 10;
/** How long what has piled up may take to be worked off. */
const RECOVERY_S = 5;
const scenario = useScenario();

test("ten times the rate for some seconds loses nothing, and leaves nothing behind", async () => {
  const { figures, mostPerSecond } = scenario();
  const load = steadyLoad(scenario());
  const spike = { ...load, requestsPerSecond: (mostPerSecond / 2) * TIMES };

  const [before, during, recovering, after] = await underWatch(scenario(), { part: "spike" }, async () => [
    await drive(load, STEADY_S),
    await drive(spike, SPIKE_S),
    await drive(load, RECOVERY_S),
    await drive(load, STEADY_S),
  ]);

  figures.unshift(
    ...drivenFigures({ part: "spike: before", mostPerSecond }, before),
    ...drivenFigures({ part: "spike: 10 ×", mostPerSecond, mayPutOff: () => true }, during),
    ...drivenFigures({ part: "spike: 5 s after", mostPerSecond, mayPutOff: () => true }, recovering),
    ...drivenFigures({ part: "spike: then", mostPerSecond }, after),
    returned(before.latencyMs.p99, after.latencyMs.p99),
  );
  expect(missed(scenario())).toEqual([]);
});

/** Twice, and a little for what else the machine does: it is back, or it is not by far. */
function returned(beforeMs: number, afterMs: number) {
  const ratio = afterMs / beforeMs;
  return {
    part: "spike: then",
    what: "p99 against before",
    measured: `${ratio.toFixed(2)} ×`,
    target: "≤ 2 × + 100 ms",
    isMet: afterMs <= 2 * beforeMs + 100,
  };
}
