import { expect, test } from "vitest";
import { readOptions } from "../../../bench/options.ts";

test("without a word the benchmark measures every part at its full size", () => {
  const options = readOptions([], {});

  expect([...options.parts].join("")).toBe("abcdefghij");
  expect(options).toMatchObject({ containers: 10_000, days: 365, factDays: 90, ingestContainers: 20_000 });
});

test("parts and sizes are taken from the command line, addresses and Node's options from the environment", () => {
  const args = ["--only", "b, c", "--containers", "300", "--days", "40"];

  const options = readOptions(args, {
    BENCH_OPENCOST_URL: "http://localhost:9003",
    BENCH_NODE_OPTIONS: "--cpu-prof",
  });

  expect(options).toMatchObject({ containers: 300, days: 40, openCostUrl: "http://localhost:9003" });
  expect([...options.parts]).toEqual(["b", "c"]);
  expect(options.nodeOptions).toEqual(["--cpu-prof"]);
});

test.each([
  { args: ["--only", "b,x"], says: '--only: found "x"' },
  { args: ["--days", "0"], says: '--days: found "0"' },
  { args: ["--containers", "many"], says: '--containers: found "many"' },
])("$args is refused with what was found", ({ args, says }) => {
  expect(() => readOptions(args, {})).toThrow(says);
});
