import { expect, test } from "vitest";
import { drive } from "./support/drive.ts";
import { drivenFigures } from "./support/figures.ts";
import { missed, steadyLoad, underWatch, useScenario } from "./support/scenario.ts";

const MINUTES = Number(process.env["KUBECENT_LOAD_SOAK_MINUTES"] ?? 1);
const scenario = useScenario();

test(
  "load that goes on and on takes no more memory at the end than at the begin",
  async () => {
    const { figures, mostPerSecond } = scenario();
    const part = `soak, ${MINUTES} min`;

    const driven = await underWatch(scenario(), { part, isLong: MINUTES >= 10 }, () =>
      drive(steadyLoad(scenario()), MINUTES * 60),
    );

    figures.unshift(...drivenFigures({ part, mostPerSecond }, driven));
    expect(missed(scenario())).toEqual([]);
  },
  (MINUTES + 10) * 60_000,
);
