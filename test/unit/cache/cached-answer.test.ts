import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type CachedAnswer, etagOf, readStored, toStored } from "../../../server/src/cache/cached-answer.ts";

const KEY = "g|cost.namespaces|hash|1-2-2|1.7|all";

function answerOf(key: string, text: string): CachedAnswer {
  const body = Buffer.from(text);
  return { body, etag: etagOf(key, body), storedAt: 1, freshUntil: 2, staleUntil: 3 };
}

test("an answer comes back from the table byte for byte", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.json(), (key, text) => {
      const answer = answerOf(key, text);

      expect(readStored(key, JSON.parse(JSON.stringify(toStored(key, answer))))).toEqual(answer);
    }),
  );
});

test("the answer to another question, or for another scope, is thrown away", () => {
  const other = KEY.replace("all", "shop");

  expect(readStored(KEY, toStored(other, answerOf(other, '{"total":1}')))).toBeUndefined();
});

const STORED = toStored(KEY, answerOf(KEY, '{"total":1}'));

test.each([
  { what: "nothing", stored: undefined },
  { what: "no answer", stored: "spoiled\n{}" },
  { what: "facts alone", stored: { ...STORED, body: undefined } },
  { what: "other bytes", stored: { ...STORED, body: toStored(KEY, answerOf(KEY, '{"total":2}')).body } },
  { what: "bytes that nothing can be unpacked from", stored: { ...STORED, body: '{"total":1}' } },
])("a spoiled row is thrown away: $what", ({ stored }) => {
  expect(readStored(KEY, STORED)).toBeDefined();
  expect(readStored(KEY, stored)).toBeUndefined();
});

test("the same bytes to another question have another tag", () => {
  const body = Buffer.from("{}");

  expect(etagOf("a", body)).not.toBe(etagOf("b", body));
  expect(etagOf("a", body)).toBe(etagOf("a", body));
});
