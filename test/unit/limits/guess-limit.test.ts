import { expect, test } from "vitest";
import { createGuessLimit } from "../../../server/src/limits/guess-limit.ts";
import { createMemoryLimiter } from "../../../server/src/limits/memory-limiter.ts";

async function guessedAt(address: string, times: number) {
  const guessLimit = createGuessLimit(createMemoryLimiter({ limit: 3 }));
  for (let guess = 0; guess < times; guess++) await guessLimit.note(address, `Bearer guess-${guess}`, false);
  return guessLimit;
}

test("an address has its limit of invalid tokens, then none is looked up", async () => {
  const guessLimit = await guessedAt("192.0.2.1", 3);

  expect(await guessLimit.refusal("192.0.2.1", "Bearer other")).toMatchObject({
    isAllowed: false,
    remaining: 0,
  });
  expect(await guessLimit.refusal("192.0.2.2", "Bearer other")).toBeNull();
});

test("a token that was valid is looked up, whoever guesses beside it", async () => {
  const guessLimit = await guessedAt("192.0.2.1", 2);
  await guessLimit.note("192.0.2.1", "Bearer good", true);
  await guessLimit.note("192.0.2.1", "Bearer guess", false);

  expect(await guessLimit.refusal("192.0.2.1", "Bearer good")).toBeNull();
});

test("a token that was valid and is no more counts as a guess", async () => {
  const guessLimit = await guessedAt("192.0.2.1", 2);
  await guessLimit.note("192.0.2.1", "Bearer good", true);
  await guessLimit.note("192.0.2.1", "Bearer good", false);

  expect(await guessLimit.refusal("192.0.2.1", "Bearer good")).not.toBeNull();
});
