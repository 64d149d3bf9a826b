import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const MODULE = new URL("../../../server/src/run/start/bound-heap.ts", import.meta.url).href;

/** Fills a heap, in which 40 MB stay alive, with ten times as much that does not; prints how large it became, in bytes. */
const GREATEST_HEAP = `
  import { setTimeout as sleep } from "node:timers/promises";
  import { boundHeap, sparingMemory } from ${JSON.stringify(MODULE)};
  let greatest = 0;
  const lives = [];
  const work = async () => {
    for (let round = 0; round < 1_000; round++) {
      lives[round % 80] = Array.from({ length: 16_000 }, (_, index) => ({ index }));
      greatest = Math.max(greatest, process.memoryUsage().heapUsed);
      if (round % 10 === 0) await sleep(1);
    }
  };
  boundHeap();
  await (process.argv[1] === "sparing" ? sparingMemory(work) : work());
  console.log(greatest);
`;

function greatestHeapBytes(how: "usual" | "sparing"): number {
  const options = ["--max-semi-space-size=4", "--input-type=module", "-e", GREATEST_HEAP, how];
  return Number(execFileSync(process.execPath, options, { encoding: "utf8" }));
}

test("a heap that is spared stays nearer to what is alive in it", () => {
  expect(greatestHeapBytes("sparing")).toBeLessThan(0.9 * greatestHeapBytes("usual"));
});
