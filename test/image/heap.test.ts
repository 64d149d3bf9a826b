import { execFileSync } from "node:child_process";
import { totalmem } from "node:os";
import { afterAll, describe, expect, test } from "vitest";
import { readDockerfile } from "../../scripts/image/dockerfile.ts";
import { configOf } from "../../scripts/image/image-config.ts";
import { canContain, runInContainer } from "./support/container.ts";
import { laidOut } from "./support/laid-out.ts";
import { createMemoryGroup } from "./support/memory-group.ts";

const MIB = 2 ** 20;
const LIMIT_MIB = 1_024;
const TELL = "process.stdout.write(String(require('node:v8').getHeapStatistics().heap_size_limit))";
const { entrypoint } = configOf(readDockerfile(new URL("../../Dockerfile", import.meta.url)), "service");
/** The young generation stands beside the old one, in three small spaces. */
const YOUNG_MIB = 3 * 4;

test("without a limit of memory the heap may take three quarters of the machine", () => {
  const [, ...flags] = entrypoint;

  const heap = Number(execFileSync(process.execPath, [...flags, "-e", TELL], { encoding: "utf8" }));

  const machine = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  expect(heap / machine).toBeGreaterThan(0.7);
  expect(heap / machine).toBeLessThan(0.8);
});

const memory = canContain ? createMemoryGroup(LIMIT_MIB * MIB) : undefined;

describe.skipIf(memory === undefined)("in a container with 1 GiB", () => {
  afterAll(() => memory?.remove());

  test("the heap may take three quarters of that, whatever the machine has", async () => {
    const { stdout, stderr } = await runInContainer({
      app: await laidOut("service"),
      target: "service",
      args: ["-e", TELL],
      ...(memory && { memoryGroup: memory.folder }),
    });

    const heapMib = Number(stdout) / MIB;
    expect(stderr).toBe("");
    expect(heapMib).toBeGreaterThanOrEqual(LIMIT_MIB * 0.75);
    expect(heapMib).toBeLessThanOrEqual(LIMIT_MIB * 0.75 + YOUNG_MIB);
  });
});
