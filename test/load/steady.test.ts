import { expect, test } from "vitest";
import { drive } from "./support/drive.ts";
import { drivenFigures } from "./support/figures.ts";
import { missed, steadyLoad, underWatch, useScenario } from "./support/scenario.ts";

const SECONDS = Number(process.env["KUBECENT_LOAD_STEADY_SECONDS"] ?? 20);
const scenario = useScenario();

test("half of what the machine can fails no request while hours are collected", async () => {
  const { figures, mostPerSecond } = scenario();

  const driven = await underWatch(scenario(), { part: "steady" }, () =>
    drive(steadyLoad(scenario()), SECONDS),
  );

  figures.unshift(...drivenFigures({ part: "steady", mostPerSecond }, driven));
  expect(missed(scenario())).toEqual([]);
});
