import { expect, test } from "vitest";
import { createMemoryLayer } from "../../../server/src/cache/memory-layer.ts";

const answerOf = (bytes: number) => ({
  body: Buffer.alloc(bytes),
  etag: '"tag"',
  storedAt: 0,
  freshUntil: 1,
  staleUntil: 2,
});

test("it never holds more bytes than it may, and lets go of what was asked for longest ago", () => {
  const memory = createMemoryLayer(100_000);
  memory.set("first", answerOf(10_000));
  memory.set("second", answerOf(10_000));
  for (let index = 0; index < 7; index++) {
    memory.get("first");
    memory.set(`more ${index}`, answerOf(10_000));
  }

  memory.set("last", answerOf(10_000));

  expect(memory.bytes).toBeLessThanOrEqual(100_000);
  expect(memory.get("first")).toBeDefined();
  expect(memory.get("second")).toBeUndefined();
});

test("one large answer does not push out all others", () => {
  const memory = createMemoryLayer(100_000);
  memory.set("small", answerOf(1_000));

  memory.set("large", answerOf(50_000));

  expect(memory.get("large")).toBeUndefined();
  expect(memory.get("small")).toBeDefined();
  expect(memory.entries).toBe(1);
});
